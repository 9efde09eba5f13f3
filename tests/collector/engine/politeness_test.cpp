// Many hosts through the whole engine, watched by somebody who keeps the rules of his own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/collector/engine/collecting.hpp"
#include "tests/collector/engine/null_writer.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;
using storage::SourceState;

class TrueRandom final : public RandomSource {
 public:
  double uniform() override { return std::uniform_real_distribution<double>(0.0, 1.0)(engine_); }

 private:
  std::mt19937_64 engine_{17};
};

// What one host saw of us.
struct Watched {
  double all = 3, paging = 3;  // buckets that fill every 2 s and every 6 s
  Millis last{0}, not_before{0};
  std::int64_t asked = 0, early = 0, limits = 0;
  bool busy = false;

  void ask(Millis now, bool pages) {
    const auto passed = static_cast<double>((now - last).count());
    last = now;
    all = std::min(3.0, all + passed / 2000);
    paging = std::min(3.0, paging + passed / 6000);
    ++asked;
    early += now < not_before || all < 0.999 || (pages && paging < 0.999) || busy;
    all -= 1;
    paging -= pages;
    busy = true;
  }
};

class WatchedClient final : public net::HttpClient {
 public:
  WatchedClient(FakeClient& client, FakeClock& clock) : client_(client), clock_(clock) {}
  void send(net::HttpRequest request, net::HttpCallback callback) override {
    Watched& host = hosts[net::parse_url(request.url)->authority()];
    const auto query = net::query_parameters(request.url);
    host.ask(clock_.passed, query.contains("max_id") || query.contains("min_id"));
    client_.send(std::move(request), [&host, callback = std::move(callback)](Result<net::HttpResponse> result) {
      host.busy = false;
      callback(std::move(result));
    });
  }
  void run(Millis at_most) override {
    client_.run(at_most);
    client_.asked.clear();
  }
  void wake() override {}
  void cancel_all() override { client_.cancel_all(); }

  std::map<std::string, Watched> hosts;

 private:
  FakeClient& client_;
  FakeClock& clock_;
};

class Politeness : public Collecting {
 protected:
  // A server whose past has no end: pages without posts that lead further down.
  net::HttpResponse endless(const net::HttpRequest& request) {
    if (request.url.find("/timelines/") == std::string::npos)
      return says(200, R"({"domain":"a.example","version":"4.5.1"})");
    const auto query = net::query_parameters(request.url);
    if (query.contains("min_id")) return says(200, "[]");
    const auto given = query.find("max_id");
    const long long below = given == query.end() ? 900'000'000'000 : std::stoll(given->second);
    return says(200, "[]", {{"link", fmt::format("<https://a.example/x?max_id={}>; rel=\"next\"", below - 1)}});
  }
  void add(const std::string& host) {
    config.sources.push_back({host, "mastodon", "https://" + host, {}, {}, {}, 0, false, {}});
  }
  void poll(Millis time, net::HttpClient& http, RandomSource& chance) {
    NullWriter writer;
    const Options options{.once = false, .run_for = time, .pages_a_run = 1'000'000};
    ASSERT_TRUE(collect(config, writer, http, clock, chance, options, {}, [](const Event&) {}));
  }
};

TEST_F(Politeness, OfAHundredThousandRequestsNoneIsEarlyAndEveryRetryAfterIsObeyed) {
  TrueRandom chance;
  WatchedClient watched(client, clock);
  for (int i = 0; i < 250; ++i) {
    const std::string host = fmt::format("h{}.example", i);
    add(host);
    client.hosts[host + ":443"] = [&, key = host + ":443"](const net::HttpRequest& request) {
      Watched& seen = watched.hosts[key];
      // Now and then "too many": in seconds, or as a date by a clock that is an hour ahead.
      if (request.url.find("/timelines/") != std::string::npos && chance.uniform() < 0.012) {
        const auto wait = std::chrono::seconds(1 + static_cast<int>(chance.uniform() * 120));
        seen.not_before = clock.passed + wait;
        const auto date = [](UtcTime at) { return http_date(at); };
        if (++seen.limits % 2) return says(429, "{}", {{"retry-after", std::to_string(wait.count())}});
        const UtcTime there = std::chrono::ceil<std::chrono::seconds>(clock.now() + 1h);
        return says(429, "{}", {{"date", date(there)}, {"retry-after", date(there + wait)}});
      }
      return endless(request);
    };
  }
  poll(4h, watched, chance);
  std::int64_t asked = 0, early = 0, limits = 0;
  for (const auto& [name, host] : watched.hosts) {
    asked += host.asked;
    early += host.early;
    limits += host.limits;
  }
  EXPECT_GE(asked, 100'000);
  EXPECT_GE(limits, 1'000);
  EXPECT_EQ(early, 0);
  EXPECT_LT(client.rounds, 4 * asked) << "the work for a request does not grow with the hosts";
}

TEST_F(Politeness, ThePastTakesHalfAndThePresentIsPolledOnTime) {
  add("a.example");
  std::vector<Millis> live, past;
  client.hosts["a.example:443"] = [&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
    const bool poll = request.url.find("min_id") != std::string::npos;
    if (poll) live.push_back(clock.passed);
    if (request.url.find("max_id") != std::string::npos) past.push_back(clock.passed);
    const bool top = !poll && request.url.find("max_id") == std::string::npos;
    if (!top || request.url.find("/timelines/") == std::string::npos) return endless(request);
    FakeMastodon first("https://a.example");
    first.tags["Uno"] = ids(1, 60);
    return says(200, first(request)->body, endless(request).headers);
  };
  poll(10h, client, random);
  EXPECT_GT(past.size(), 2500u) << "of 6,000 that the host's limit on paging allows";
  EXPECT_LE(past.size(), 3002u);
  EXPECT_GE(live.size(), 18u);
  for (std::size_t i = 1; i < live.size(); ++i) EXPECT_LE(live[i] - live[i - 1], 30min * 12 / 10 + 7s);
}

TEST_F(Politeness, FiftySlowHostsDelayNoHealthyOne) {
  std::map<int, std::vector<Millis>> polls;  // when they were answered
  for (int i = 0; i < 500; ++i) {
    const std::string host = fmt::format("h{}.example", i);
    add(host);
    if (i % 10 == 0) {  // drips until the client gives it up
      client.latencies[host + ":443"] = 60s;
      client.hosts[host + ":443"] = [](const auto&) { return fail(Errc::network, "it sent nothing for 15 s"); };
      continue;
    }
    client.latencies[host + ":443"] = Millis{50 + i};
    client.hosts[host + ":443"] = [this, i, &polls](const net::HttpRequest& request) {
      if (request.url.find("min_id=") != std::string::npos) polls[i].push_back(clock.passed);
      FakeMastodon news("https://h.example");
      news.tags["Uno"] = ids(1, 1 + static_cast<int>(clock.passed / 5min));
      return news(request);
    };
  }
  poll(90min, client, random);
  // Each poll finds something, so the next one follows after the interval and its share of chance.
  std::vector<Millis> delays;
  for (const auto& [i, answered] : polls)
    for (std::size_t k = 2; k < answered.size(); ++k)
      if (const Millis wait = answered[k] - answered[k - 1] - Millis{50 + i}; wait > 1min)
        delays.push_back(wait - 330s);
  ASSERT_GT(delays.size(), 3'000u);
  std::ranges::sort(delays);
  EXPECT_LT(delays[delays.size() * 99 / 100], 1s);
  EXPECT_GE(delays.front(), 0ms);
}

TEST_F(Politeness, AServersClockThatIsOffIsSaid) {
  server("a.example").tags["Uno"] = ids(1, 3);
  servers.at("a.example").extra = {{"date", http_date(clock.now() - 10min)}};
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_NEAR(static_cast<double>(source("a.example").clock_skew_seconds.value_or(0)), -600, 2);
  servers.at("a.example").extra = {{"date", http_date(clock.now())}};
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_FALSE(source("a.example").clock_skew_seconds);
}

TEST_F(Politeness, ASingleRunDoesNotWaitForAHostThatWantsToBeLeftAlone) {
  server("a.example");
  client.hosts["a.example:443"] = [](const auto&) { return says(429, "{}", {{"retry-after", "36000"}}); };
  EXPECT_EQ(*run(), Outcome::all_failed);
  client.asked.clear();
  const Millis before = clock.passed;
  EXPECT_EQ(*run(), Outcome::all_failed);
  EXPECT_TRUE(client.asked.empty());
  EXPECT_LT(clock.passed - before, 1min);
  EXPECT_EQ(source("a.example").state, SourceState::limited);
}

TEST_F(Politeness, AShortPauseMakesAPollLateAndALongOneIsAGap) {
  FakeMastodon& mastodon = server("a.example");
  mastodon.tags["Uno"] = ids(1, 3);
  std::string pause = "1";
  int asked = 0;
  client.hosts["a.example:443"] = [&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
    if (++asked % 7 == 0) return says(429, "{}", {{"retry-after", pause}});
    return mastodon(request);
  };
  run({.once = false, .run_for = 5h});
  EXPECT_GT(source("a.example").rate_limited_seconds, 5);
  EXPECT_TRUE(gaps().empty());
  pause = "1200";
  run({.once = false, .run_for = 5h});
  EXPECT_FALSE(gaps().empty());
  EXPECT_EQ(gaps().front().gap.cause, "rate_limited");
}

TEST_F(Politeness, ADeadHostIsProbedOnceARun) {
  server("a.example");
  client.hosts["a.example:443"] = [](const auto&) { return fail(Errc::network, "no such host"); };
  for (int day = 0; day < 6; ++day) {
    clock.passed += 24h;
    client.asked.clear();
    EXPECT_EQ(*run(), Outcome::all_failed);
    EXPECT_EQ(client.asked.size(), day < 3 ? 3u : 1u) << day;
  }
}

}  // namespace
}  // namespace clamor::collector
