#pragma once
// A campaign with one hashtag, servers of its own, a clock that only moves when the engine waits, and a database.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <numeric>

#include "collector/engine.hpp"
#include "tests/collector/engine/fake_world.hpp"

namespace clamor::collector {

class Collecting : public testing::Test {
 protected:
  Collecting() : client(clock) {
    char pattern[] = "/tmp/clamor-engine-XXXXXX";
    folder = mkdtemp(pattern);
    config.campaign = "Simulada";
    config.contact = "nobody@example.org";
    config.hashtags = {{"Uno", "uno", {}, {}}};
  }
  ~Collecting() override { std::filesystem::remove_all(folder); }

  FakeMastodon& server(const std::string& host) {
    const std::string url = "https://" + host;
    config.sources.push_back({host, "mastodon", url, {}, {}, {}, 0, false, {}});
    FakeMastodon& made = servers.emplace(host, FakeMastodon(url)).first->second;
    client.hosts[host + ":443"] = [&made](const net::HttpRequest& request) { return made(request); };
    return made;
  }
  static std::vector<int> ids(int from, int to) {
    std::vector<int> all(static_cast<std::size_t>(to - from + 1));
    std::iota(all.begin(), all.end(), from);
    return all;
  }
  std::string db() const { return folder + "/clamor.db"; }

  Result<Outcome> run(Options options = {.once = true}, std::stop_token stop = {}) {
    const auto writer = storage::open_writer(db());
    writer->set_campaign(campaign_setup(config), clock.now());
    return collect(config, *writer, client, clock, random, options, stop, [this](const Event& event) {
      events.push_back(event);
      if (on_event) on_event(event);
    });
  }
  std::int64_t posts() { return storage::open_reader(db())->totals().posts; }
  storage::SourceTotal source(const std::string& name) {
    for (const auto& one : storage::open_reader(db())->sources())
      if (one.name == name) return one;
    return {};
  }
  std::vector<storage::GapRow> gaps() { return storage::open_reader(db())->gaps(); }
  std::vector<std::string> dump() {
    std::vector<std::string> lines;
    storage::open_reader(db())->canonical_dump([&](std::string_view line) { lines.emplace_back(line); });
    return lines;
  }
  std::vector<std::string> violations() { return storage::open_reader(db())->verify(); }

  FakeClock clock;
  FakeClient client;
  FixedRandom random;
  config::Config config;
  std::map<std::string, FakeMastodon> servers;
  std::vector<Event> events;
  std::function<void(const Event&)> on_event;
  std::string folder;
};

}  // namespace clamor::collector
