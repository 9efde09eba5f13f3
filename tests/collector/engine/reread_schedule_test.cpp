#include "collector/reread_schedule.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

const UtcTime written = *parse_rfc3339("2026-07-01T12:00:00Z");
constexpr Millis day = 24h;

Course course(std::optional<Sample> before, std::optional<Sample> last) {
  return {written, before, last, false};
}
Sample at(Millis age, std::int64_t engagement) {
  return {written + age, engagement};
}

TEST(Ladder, HasFourteenRungsEachAboutTwiceTheOneBefore) {
  EXPECT_EQ(ladder.front(), 5min);
  EXPECT_EQ(ladder.back(), 28 * day);
  for (std::size_t i = 1; i < ladder.size(); ++i) {
    const double ratio = static_cast<double>(ladder[i].count()) / static_cast<double>(ladder[i - 1].count());
    EXPECT_GE(ratio, 1.74) << i;
    EXPECT_LE(ratio, 2.41) << i;
  }
}

TEST(Ladder, LeadsToTheRungAboveTheLastReading) {
  EXPECT_EQ(next_rung(written, written), written + 5min);
  EXPECT_EQ(next_rung(written, written + 5min), written + 10min);
  EXPECT_EQ(next_rung(written, written + 3 * day), written + 4 * day);
  EXPECT_EQ(next_rung(written, written + 28 * day), std::nullopt);
}

TEST(NextCall, OfAPostWithoutAReadingIsAtOnce) {
  EXPECT_EQ(next_call(course({}, {})), written);
}

TEST(NextCall, IsTheNextRungWhileNothingGrows) {
  EXPECT_EQ(next_call(course({}, at(6min, 3))), written + 10min);
  EXPECT_EQ(next_call(course(at(5min, 3), at(10min, 3))), written + 20min);
  EXPECT_EQ(next_call(course(at(5min, 9), at(10min, 3))), written + 20min) << "counts may fall";
}

TEST(NextCall, ComesEarlyWhenTheLastTwoReadingsImplyMoreThanATenthOfGrowth) {
  // 100 to 160 within five hours is 12 an hour; a tenth of 160 has come after 16/12 h = 80 min.
  EXPECT_EQ(next_call(course(at(5h, 100), at(10h, 160))), written + 10h + 80min);
  // 100 to 104 is 0.8 an hour: 8 until the rung at 20 h, less than a tenth.
  EXPECT_EQ(next_call(course(at(5h, 100), at(10h, 104))), written + 20h);
}

TEST(NextCall, NeverComesWithinFiveMinutesAndNeverForLessThanOne) {
  EXPECT_EQ(next_call(course(at(10min, 10), at(20min, 500))), written + 25min);
  // From 1 to 2 in five hours: 0.2 an hour, one more is expected after 5 h, before the rung at 20 h.
  EXPECT_EQ(next_call(course(at(5h, 1), at(10h, 2))), written + 15h);
  // From 2 to 3 in ten hours, the next rung 28 h away: 2.8 more, but one of them after 10 h.
  EXPECT_EQ(next_call(course(at(10h, 2), at(20h, 3))), written + 30h);
}

TEST(NextCall, EndsWithTwoReadingsSevenDaysApartThatAreAlike) {
  EXPECT_EQ(next_call(course(at(7 * day, 1000), at(14 * day, 1009))), std::nullopt);
  EXPECT_EQ(next_call(course(at(7 * day, 1000), at(14 * day, 1010))), written + 28 * day)
      << "1 % is not less";
  EXPECT_EQ(next_call(course(at(7 * day, 0), at(14 * day, 0))), std::nullopt);
  EXPECT_EQ(next_call(course(at(4 * day, 1000), at(7 * day, 1000))), written + 14 * day)
      << "three days apart";
  EXPECT_EQ(next_call(course(at(14 * day, 5), at(28 * day, 9))), std::nullopt) << "the ladder ends";
}

TEST(NextCall, OfTheControlGroupGoesTheWholeLadder) {
  Course calm = course(at(7 * day, 1000), at(14 * day, 1000));
  calm.control = true;
  EXPECT_EQ(next_call(calm), written + 28 * day);
}

TEST(ControlGroup, IsOnePostInTwentyAndAlwaysTheSame) {
  int members = 0;
  for (int i = 0; i < 20'000; ++i)
    members += in_control_group({Network::fediverse, "https://uno.example/post/" + std::to_string(i)});
  EXPECT_NEAR(members, 1000, 120);
  EXPECT_FALSE(in_control_group({Network::fediverse, "https://uno.example/post/1"}));
  EXPECT_TRUE(in_control_group({Network::fediverse, "https://uno.example/post/21"}));
}

TEST(Velocity, IsDrawnTowardsWhatPostsOfThatAgeGain) {
  // 24 in four hours; with one event in two hours known beforehand (24 + 1) / (4 + 2).
  EXPECT_DOUBLE_EQ(velocity(course(at(1h, 6), at(5h, 30)), {1, 2}), 25.0 / 6);
  EXPECT_DOUBLE_EQ(velocity(course({}, at(2h, 30)), {0, 0}), 15) << "a post begins with nothing";
  EXPECT_DOUBLE_EQ(velocity(course({}, {}), {1, 2}), 0.5) << "nothing known of this one";
}

TEST(Prior, IsTheDefaultBelowFiftyPosts) {
  Priors priors;
  for (int i = 0; i < 49; ++i) priors.add(course({}, at(6h, 12)));
  EXPECT_DOUBLE_EQ(priors.of(6h).events, 0.5);
  EXPECT_DOUBLE_EQ(priors.of(6h).hours, 1);
}

TEST(Prior, IsFittedToTheMeanAndTheSpreadOfItsAgeBand) {
  // Half of 100 posts gained 0 and half 24 in six hours: mean 2/h, sum of h (rate - mean)^2 = 100 * 6 * 4 =
  // 2400, by chance 99 * 2 = 198, weight 600 - 3600/600 = 594, variance 2202/594.
  Priors priors;
  for (int i = 0; i < 50; ++i) {
    priors.add(course({}, at(6h, 0)));
    priors.add(course({}, at(6h, 24)));
  }
  const double variance = 2202.0 / 594;
  EXPECT_NEAR(priors.of(6h).events, 4 / variance, 1e-9);
  EXPECT_NEAR(priors.of(9h).hours, 2 / variance, 1e-9) << "the same band, five to ten hours";
  EXPECT_DOUBLE_EQ(priors.of(11h).events, 0.5) << "another band";
}

TEST(ExpectedGain, IsVelocityTimesTimeTimesDecay) {
  // At ten hours, ten hours ahead: decay = (1 - 2^-0.2314843) / 0.2314843 = 0.64043.
  const Course known = course(at(5h, 0), at(10h, 50));
  EXPECT_NEAR(expected_gain(known, {0, 0}, written + 10h, written + 20h), 10 * 10 * 0.64043, 0.01);
  EXPECT_DOUBLE_EQ(expected_gain(known, {0, 0}, written + 20h, written + 20h), 0);
}

TEST(Priority, IsWhatARequestIsExpectedToBring) {
  const Course quick = course(at(5h, 0), at(10h, 50)), slow = course(at(5h, 0), at(10h, 5));
  const UtcTime now = written + 10h;
  EXPECT_GT(priority(quick, {}, now, 20), priority(slow, {}, now, 20));
  EXPECT_DOUBLE_EQ(priority(quick, {}, now, 20), 20 * priority(quick, {}, now, 1));
  Course control = slow;
  control.control = true;
  EXPECT_TRUE(std::isinf(priority(control, {}, now, 1)));
}

TEST(NextProfile, IsAtFirstSightThenDailyOrWeekly) {
  const UtcTime now = written + 30 * day, yesterday = now - 20h, long_ago = now - 3 * day;
  EXPECT_EQ(next_profile({}, long_ago, false, now), now);
  EXPECT_EQ(next_profile(now - 2h, yesterday, false, now), now + 22h);
  EXPECT_EQ(next_profile(now - 2h, long_ago, true, now), now + 22h);
  EXPECT_EQ(next_profile(now - 2h, long_ago, false, now), now - 2h + 7 * day);
}

}  // namespace
}  // namespace clamor::collector
