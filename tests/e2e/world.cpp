#include "tests/e2e/world.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <random>

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
