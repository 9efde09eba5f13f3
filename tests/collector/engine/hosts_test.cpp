#include "collector/hosts.hpp"

#include <gtest/gtest.h>

#include <random>

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

const UtcTime calendar = *parse_rfc3339("2026-07-01T12:00:00Z");
const std::string url = "https://a.example";

TEST(Hosts, ACrashLoopIsNoWayRoundTheBudget) {
  std::mt19937_64 chance(3);
  std::vector<storage::HostBudget> stored;
  std::vector<Millis> asked;
  Millis now = 0ms;
  for (int life = 0; life < 400; ++life) {
    Hosts hosts(stored);
    Host& host = hosts.of(url, now, calendar + now);
    if (auto leases = hosts.leases(now, calendar + now); !leases.empty()) stored = leases;
    const Millis dies = now + std::chrono::milliseconds(chance() % 60'000);  // without a word
    while (now < dies) {
      if (const Millis wait = host.budget.ready_in(now, {.paging = true}); wait > 0ms) {
        now += std::min(wait, dies - now);
        continue;
      }
      if (auto lease = host.lease(now, calendar + now)) stored = {*lease};
      host.budget.spend(now, {.paging = true});
      asked.push_back(now);
    }
  }
  // A bucket of three that fills every six seconds, kept by somebody else.
  double tokens = 3;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (i > 0) tokens = std::min(3.0, tokens + static_cast<double>((asked[i] - asked[i - 1]).count()) / 6000);
    ASSERT_GE(tokens, 0.999) << i;
    tokens -= 1;
  }
  EXPECT_GT(asked.size(), 400u);
}

TEST(Hosts, ACleanEndKeepsWhatThereIs) {
  Hosts hosts({});
  Host& host = hosts.of(url, 0ms, calendar);
  hosts.leases(0ms, calendar);
  host.budget.spend(0ms, {});
  Hosts next(hosts.balances(1s, calendar + 1s));
  EXPECT_EQ(next.of(url, 0ms, calendar + 1s).budget.ready_in(0ms, {}), 0ms);
}

TEST(Hosts, AnAnnouncedLimitHoldsAfterARestart) {
  Hosts hosts({});
  Host& host = hosts.of(url, 0ms, calendar);
  host.budget.learn({4, std::nullopt, std::nullopt, Millis{300s}}, 0ms);
  host.budget.spend(0ms, {});
  Hosts next(hosts.balances(0ms, calendar));
  EXPECT_GT(next.of(url, 0ms, calendar).budget.ready_in(0ms, {}), 60s);
}

TEST(Hosts, TenFailuresInARowLeaveOneProbeAQuarterOfAnHour) {
  Hosts hosts({});
  Host& host = hosts.of(url, 0ms, calendar);
  EXPECT_EQ(&host, &hosts.of(url + "/", 0ms, calendar)) << "whoever asks";
  for (int i = 0; i < 9; ++i) host.heard({.trouble = true}, 0ms);
  EXPECT_FALSE(host.given_up(0ms));
  host.heard({.trouble = true}, 0ms);
  EXPECT_TRUE(host.given_up(0ms));
  EXPECT_EQ(host.budget.ready_in(0ms, {}), 15min);
  host.heard({.trouble = true}, 15min);
  EXPECT_EQ(host.budget.ready_in(15min, {}), 15min);

  Hosts next(hosts.balances(15min, calendar));
  Host& after = next.of(url, 0ms, calendar + 1min);
  EXPECT_TRUE(after.given_up(0ms)) << "a restart changes nothing";
  after.heard({}, 14min);
  EXPECT_FALSE(after.given_up(14min));
}

}  // namespace
}  // namespace clamor::collector
