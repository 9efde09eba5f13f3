#include "tests/e2e/world.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <random>

#include "collector/net/http.hpp"

namespace clamor::e2e {
namespace {

constexpr Millis patience{200'000};
const std::string program = std::string(CLAMOR_BINARY_DIR) + "/clamor";

cli::Child begin(const std::vector<std::string>& command, bool with_log) {
  cli::Child::Start start;
  if (with_log) {  // the log takes the place of the output
    start.command = {"sh", "-c", "exec \"$0\" \"$@\" 2>&1 >/dev/null"};
    start.command.insert(start.command.end(), command.begin(), command.end());
  } else {
    start.command = command;
  }
  start.read_stdout = true;
  auto child = cli::Child::start(start);
  if (!child) throw std::runtime_error(child.error().detail);
  return std::move(*child);
}

}  // namespace

World::World(const std::vector<std::string>& options) {
  std::string pattern = (std::filesystem::temp_directory_path() / "clamor-e2e-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
  std::vector<std::string> command{program, "simnet", "--folder", pattern};
  command.insert(command.end(), options.begin(), options.end());
  network_.emplace(begin(command, false));
  const auto line = network_->line(patience);
  if (!line) throw std::runtime_error("the simulated network did not announce itself");
  simdjson::dom::parser parser;
  const auto said = parser.parse(*line);
  config_ = std::string(std::string_view(said["config"]));
  truth_url_ = std::string(std::string_view(said["truth"]));
}

World::~World() {
  network_.reset();
  std::filesystem::remove_all(folder_);
}

cli::Child World::started(const std::vector<std::string>& words, const std::string& db) const {
  std::vector<std::string> command{program, "--lang", "en", "--config", config_};
  if (!db.empty()) command.insert(command.end(), {"--db", (folder_ / db).string()});
  command.insert(command.end(), words.begin(), words.end());
  return begin(command, true);
}

Ran World::clamor(const std::vector<std::string>& words, const std::string& db) const {
  std::vector<std::string> command{program, "--lang", "en", "--config", config_};
  if (!db.empty()) command.insert(command.end(), {"--db", (folder_ / db).string()});
  command.insert(command.end(), words.begin(), words.end());
  cli::Child child = begin(command, false);
  Ran ran;
  while (const auto line = child.line(patience)) ran.out += *line + "\n";
  ran.code = child.wait();
  return ran;
}

std::string World::dump(const std::string& db) const {
  return clamor({"verify", "--dump"}, db).out;
}

std::string World::truth() const {
  const auto from = truth_url_.find("://") + 3;
  net::CurlOptions options;
  options.user_agent = "clamor-test";
  options.named_hosts = {truth_url_.substr(from, truth_url_.find('/', from) - from)};
  const auto client = net::make_curl_client(options);
  std::optional<Result<net::HttpResponse>> answer;
  net::HttpRequest request;
  request.url = truth_url_;
  client->send(std::move(request), [&](Result<net::HttpResponse> got) { answer = std::move(got); });
  while (!answer) client->run(Millis{1000});
  return *answer ? (*answer)->body : std::string{};
}

void survives(const World& world, int kills, unsigned seed) {
  ASSERT_EQ(world.clamor({"collect", "--once"}, "quiet.db").code, 0);
  std::mt19937 chance(seed);
  for (int i = 0; i < kills; ++i) {
    cli::Child collector = world.started({"collect", "--once"}, "killed.db");
    const auto lines = 2 + chance() % 60;
    for (auto left = lines; left > 0 && collector.line(patience);) --left;
    ::kill(collector.pid(), SIGKILL);
    collector.wait();
  }
  ASSERT_EQ(world.clamor({"collect", "--once"}, "killed.db").code, 0);
  EXPECT_EQ(world.clamor({"verify"}, "killed.db").code, 0);
  EXPECT_TRUE(world.dump("killed.db") == world.dump("quiet.db")) << "seed " << seed;
}

}  // namespace clamor::e2e
