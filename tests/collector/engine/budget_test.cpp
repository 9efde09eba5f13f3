#include "collector/budget.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <random>

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

const UtcTime calendar = *parse_rfc3339("2026-07-01T12:00:00Z");

// Asks as early as it is allowed and returns the instants.
std::vector<Millis> instants(Budget& budget, int requests, bool paging, Millis start = 0ms) {
  std::vector<Millis> at;
  Millis now = start;
  for (int i = 0; i < requests; ++i) {
    now += budget.ready_in(now, {paging});
    EXPECT_EQ(budget.ready_in(now, {paging}), 0ms);
    budget.spend(now, {paging});
    at.push_back(now);
  }
  return at;
}

std::size_t most_within(const std::vector<Millis>& at, Millis window) {
  std::size_t most = 0;
  for (std::size_t first = 0, last = 0; last < at.size(); ++last) {
    while (at[last] - at[first] >= window) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

TEST(Budget, KeepsTheDefaultSpacing) {
  Budget budget(false);
  const auto all = instants(budget, 50'000, false);
  EXPECT_LE(most_within(all, 300s), 153u);  // 1 per 2 s and a burst of 3
  Budget pager(false);
  const auto paging = instants(pager, 50'000, true);
  EXPECT_LE(most_within(paging, 900s), 153u);
  EXPECT_EQ(paging[2], 0ms);
  EXPECT_EQ(paging[3], 6s);
}

TEST(Budget, NeverUsesMoreThanHalfOfAnAnnouncedLimit) {
  for (const bool loopback : {false, true})
    for (const long long limit : {4, 7, 10, 30, 100, 300, 1500, 100'000}) {
      Budget budget(loopback);
      budget.learn({limit, std::nullopt, std::nullopt, Millis{300s}}, 0ms);
      const auto at = instants(budget, 20'000, false);
      EXPECT_LE(most_within(at, 300s), static_cast<std::size_t>(limit / 2)) << limit << loopback;
    }
}

TEST(Budget, ThePastTakesHalfOfTheBudget) {
  Budget budget(false);
  std::vector<Millis> past;
  for (Millis now = 0ms; now < 15min; now += 500ms) {
    if (budget.ready_in(now, {.paging = true, .backfill = true}) > 0ms) continue;
    budget.spend(now, {.paging = true, .backfill = true});
    past.push_back(now);
  }
  EXPECT_GE(past.size(), 74u);
  EXPECT_LE(past.size(), 77u);  // 150 pages in 15 min, and half of the burst
  EXPECT_EQ(budget.ready_in(15min, {.paging = true}), 0ms) << "the present need not wait";
}

TEST(Budget, ALoopbackHostWithoutALimitIsNotSlowed) {
  Budget budget(true);
  EXPECT_EQ(instants(budget, 1000, true).back(), 0ms);
}

TEST(Budget, ALoopbackHostIsLeftAloneWhenHalfIsUsed) {
  Budget budget(true);
  budget.learn({300, 151, 100s, std::nullopt}, 0ms);
  EXPECT_EQ(budget.ready_in(0ms, {}), 0ms);
  budget.learn({300, 150, 100s, std::nullopt}, 0ms);
  EXPECT_EQ(budget.ready_in(0ms, {}), 100s);
}

TEST(Budget, HeadersNeverRaiseTheRate) {
  Budget plain(false), generous(false);
  generous.learn({1'000'000, 999'999, 10s, Millis{60s}}, 0ms);
  EXPECT_EQ(instants(plain, 100, false), instants(generous, 100, false));
  Budget strict(false);
  strict.learn({20, 19, 10s, Millis{60s}}, 0ms);
  const auto slow = instants(strict, 100, false);
  strict.learn({1000, 999, 10s, Millis{60s}}, slow.back());
  EXPECT_LE(most_within(instants(strict, 100, false, slow.back()), 60s), 10u);
}

TEST(Budget, TooManyHalvesTheRateForAnHour) {
  Budget budget(false);
  instants(budget, 3, false);
  budget.throttled(30s, 0ms);
  EXPECT_EQ(budget.ready_in(0ms, {}), 30s);
  const auto at = instants(budget, 2000, false, 30s);
  std::size_t in_hour = 0;
  for (const Millis time : at) in_hour += time < 1h;
  EXPECT_LE(in_hour, 3600u / 4 + 3);
  EXPECT_EQ(at[1999] - at[1998], 2s);
}

TEST(Budget, ARestartIsNoWayAroundIt) {
  std::vector<Millis> at;
  Millis now = 0ms;
  storage::HostBudget saved;
  for (int life = 0; life < 500; ++life) {
    Budget budget(false);
    if (life > 0) budget.restore(saved, now, calendar + now);
    for (int i = 0; i < 2; ++i) {
      now += budget.ready_in(now, {.paging = true});
      budget.spend(now, {.paging = true});
      at.push_back(now);
    }
    saved = budget.save("h", now, calendar + now);
  }
  EXPECT_LE(most_within(at, 900s), 153u);
}

TEST(Budget, AWaitSurvivesARestart) {
  Budget budget(false);
  budget.throttled(600s, 5s);
  Budget next(false);
  next.restore(budget.save("h", 5s, calendar), 0ms, calendar + 100s);
  EXPECT_EQ(next.ready_in(0ms, {}), 500s);
}

TEST(Budget, ClocksThatJumpBackDoNoHarm) {
  Budget budget(false);
  instants(budget, 3, false, 1000s);
  EXPECT_GT(budget.ready_in(10s, {}), 0ms);
  EXPECT_LE(budget.ready_in(10s, {}), 2s);
}

}  // namespace
}  // namespace clamor::collector
