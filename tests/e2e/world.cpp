#include "tests/e2e/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <random>
#include <sstream>

#include "collector/net/http.hpp"

namespace clamor::e2e {

World::World(const std::vector<std::string>& options) {
  std::vector<std::string> words{"simnet", "--folder", folder_.string()};
  words.insert(words.end(), options.begin(), options.end());
  network_.emplace(begin(words, false));
  const auto line = network_->line(patience);
  if (!line) throw std::runtime_error("the simulated network did not announce itself");
  simdjson::dom::parser parser;
  const auto said = parser.parse(*line);
  config_ = std::string(std::string_view(said["config"]));
  truth_url_ = std::string(std::string_view(said["truth"]));
}

World::~World() {
  network_.reset();  // before its folder goes
}

std::string World::truth(const std::string& part) const {
  const auto from = truth_url_.find("://") + 3;
  net::CurlOptions options;
  options.user_agent = "clamor-test";
  options.named_hosts = {truth_url_.substr(from, truth_url_.find('/', from) - from)};
  const auto client = net::make_curl_client(options);
  std::optional<Result<net::HttpResponse>> answer;
  net::HttpRequest request;
  request.url = truth_url_ + part;
  client->send(std::move(request), [&](Result<net::HttpResponse> got) { answer = std::move(got); });
  while (!answer) client->run(Millis{1000});
  return *answer ? (*answer)->body : std::string{};
}

namespace {

// Kills a collector once it said so many lines; 0: once it told of a commit. How many new posts it had told as stored
// by then, to the last byte it said.
std::int64_t told_until_killed(cli::Child& collector, std::size_t lines) {
  constexpr std::string_view stored = " stored new=";
  std::int64_t told = 0;
  for (std::size_t said = 0; const auto line = collector.line(patience);) {
    const auto at = line->find(stored);
    if (at != std::string::npos) told += std::stoll(line->substr(at + stored.size()));
    if (lines > 0 ? ++said == lines : at != std::string::npos) ::kill(collector.pid(), SIGKILL);
  }
  collector.wait();
  return told;
}

// Network and address of every post of a dump, as often as it is there.
std::vector<std::string> posts_of(const std::string& dump) {
  std::vector<std::string> posts;
  std::istringstream lines(dump);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("post\t")) posts.push_back(line.substr(5, line.find('\t', line.find('\t', 5) + 1) - 5));
  std::ranges::sort(posts);
  return posts;
}

}  // namespace

void survives(const World& world, int kills, unsigned seed) {
  cli::Child quiet = world.started({"collect", "--once"}, "quiet.db");
  std::size_t lines = 0;
  while (quiet.line(patience)) ++lines;
  ASSERT_EQ(quiet.wait(), 0);
  const auto all_posts = posts_of(world.dump("quiet.db"));
  std::mt19937 chance(seed);
  std::int64_t told = 0;
  int files = 1, commits = 0;
  const auto killed = [&] { return "killed-" + std::to_string(files) + ".db"; };
  for (int i = 0; i < kills; ++i) {
    const std::string which = "kill " + std::to_string(i) + ", seed " + std::to_string(seed);
    cli::Child collector = world.started({"collect", "--once"}, killed());
    const std::size_t at_line = i % 2 == 0 ? 1 + chance() % lines : 0;
    const std::int64_t now_told = told_until_killed(collector, at_line);
    commits += now_told > 0;
    told += now_told;
    if (told == 0) continue;  // there may be no database yet
    // What was told lies outside the database, where no commit can be taken back; nothing was collected again so far.
    ASSERT_EQ(world.clamor({"verify"}, killed()).code, 0) << which;
    const auto posts = posts_of(world.dump(killed()));
    ASSERT_GE(std::ssize(posts), told) << "lost what was told as stored: " << which;
    ASSERT_EQ(std::ranges::adjacent_find(posts), posts.end()) << "there twice: " << which;
    ASSERT_TRUE(std::ranges::includes(all_posts, posts)) << which;
    if (posts.size() < all_posts.size() || i + 1 == kills) continue;
    ++files;  // nothing is left to lose in this one
    told = 0;
  }
  EXPECT_GT(commits, 0) << "every collector was killed before it had stored anything";
  ASSERT_EQ(world.clamor({"collect", "--once"}, killed()).code, 0);
  EXPECT_EQ(world.clamor({"verify"}, killed()).code, 0);
  EXPECT_TRUE(world.dump(killed()) == world.dump("quiet.db")) << "seed " << seed;
}

}  // namespace clamor::e2e
