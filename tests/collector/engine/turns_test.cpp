#include "collector/turns.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "collector/steady_clock.hpp"
#include "tests/collector/engine/fake_world.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

const UtcTime noon = *parse_rfc3339("2026-07-01T12:00:00Z");

TEST(Polling, IsNeverFasterThanIsPoliteAndSlowsDownToHalfAnHour) {
  const Pace pace{5min, 30min, 0, false};
  std::vector<Millis> waits;
  for (int empty = 0; empty < 8; ++empty) waits.push_back(poll_interval(pace, empty, 0));
  EXPECT_EQ(waits, (std::vector<Millis>{5min, 5min, 10min, 20min, 30min, 30min, 30min, 30min}));
}

TEST(Polling, IsSpreadEvenlyByATenthUpAndDown) {
  const Pace pace{100s, 30min, 0, false};
  std::mt19937_64 engine(11);
  std::uniform_real_distribution<double> chance;
  std::array<int, 10> counts{};
  for (int i = 0; i < 10'000; ++i) {
    const Millis wait = poll_interval(pace, 0, chance(engine));
    ASSERT_GE(wait, 100s);
    ASSERT_LT(wait, 120s);
    ++counts[static_cast<std::size_t>((wait - 100s) / 2s)];
  }
  double chi_square = 0;
  for (const int count : counts) chi_square += (count - 1000.0) * (count - 1000.0) / 1000.0;
  EXPECT_LT(chi_square, 33.0);  // 9 degrees of freedom, p = 0.0001
}

TEST(Lookback, IsOftenShortAndRarelyLong) {
  LookbackPlan plan({{48h, noon - 25h}, {6h, noon - 10min}}, false);
  EXPECT_EQ(plan.due(noon), 48h);
  plan.read(48h, noon);
  EXPECT_FALSE(plan.due(noon + 59min)) << "what was read deeply was read";
  EXPECT_EQ(plan.next(), noon + 1h);
  EXPECT_EQ(plan.due(noon + 1h), 6h);
}

TEST(Lookback, IsDueAtOnceWhereItNeverWasAndNotAfterFirstContact) {
  LookbackPlan plan({}, false);
  EXPECT_EQ(plan.due(noon), 48h);
  plan.read(LookbackPlan::all, noon);
  EXPECT_FALSE(plan.due(noon + 59min));
}

TEST(SteadyCalendar, FollowsAJumpOnlyWhenAServerAgrees) {
  FakeClock machine;
  SteadyClock clock(machine);
  machine.passed = 10min;
  machine.jumped = -24h;
  EXPECT_EQ(clock.now(), FakeClock::start() + 10min);
  clock.heard(FakeClock::start() + 10min);
  EXPECT_EQ(clock.now(), FakeClock::start() + 10min);
  clock.heard(FakeClock::start() + 10min - 24h);  // it was our clock that had been wrong
  EXPECT_EQ(clock.now(), FakeClock::start() + 10min - 24h);
}

TEST(SteadyCalendar, IsNotMovedByAServerWhoseClockIsWrong) {
  FakeClock machine;
  SteadyClock clock(machine);
  clock.heard(FakeClock::start() + 72h);
  EXPECT_EQ(clock.now(), FakeClock::start());
}

}  // namespace
}  // namespace clamor::collector
