#include <gtest/gtest.h>

#include "analysis/measures.hpp"
#include "tests/analysis/fake_reader.hpp"

using namespace clamor;
using namespace clamor::analysis;
using namespace std::chrono_literals;

namespace {
const Zone mexico = *Zone::find("America/Mexico_City");

void expect_gapless(const std::vector<Interval>& made, Interval window) {
  ASSERT_FALSE(made.empty());
  EXPECT_LE(made.front().from, window.from);
  EXPECT_GE(made.back().to, window.to);
  for (std::size_t i = 1; i < made.size(); ++i) EXPECT_EQ(made[i].from, made[i - 1].to);
}
}  // namespace

TEST(Buckets, DaysAreTheCampaignsAlsoWith23And25Hours) {
  const Interval spring{at("2020-04-04T06:00:00Z"), at("2020-04-07T05:00:00Z")};
  const auto days = buckets(spring, BucketSize::day, mexico);
  ASSERT_EQ(days.size(), 3u);
  expect_gapless(days, spring);
  EXPECT_EQ(days[0].length(), 24h);
  EXPECT_EQ(days[1].length(), 23h);
  EXPECT_EQ(days[2].length(), 24h);
  const Interval autumn{at("2020-10-25T05:00:00Z"), at("2020-10-26T06:00:00Z")};
  const auto long_day = buckets(autumn, BucketSize::day, mexico);
  ASSERT_EQ(long_day.size(), 1u);
  EXPECT_EQ(long_day[0].length(), 25h);
  EXPECT_EQ(buckets(autumn, BucketSize::hour, mexico).size(), 25u);
}

TEST(Buckets, EverySizeCoversADayOnWhichTheClockJumps) {
  for (const auto& window : {Interval{at("2020-04-05T06:00:00Z"), at("2020-04-06T05:00:00Z")},
                             Interval{at("2020-10-25T05:00:00Z"), at("2020-10-26T06:00:00Z")}}) {
    for (const auto size : {BucketSize::quarter_hour, BucketSize::hour, BucketSize::three_hours,
                            BucketSize::day, BucketSize::week})
      expect_gapless(buckets(window, size, mexico), window);
    EXPECT_EQ(buckets(window, BucketSize::three_hours, mexico).size(), 8u);
  }
}

TEST(Buckets, EverySizeCoversADayOnWhichTheClockJumpsHalfAnHour) {
  const Zone island = *Zone::find("Australia/Lord_Howe");
  for (const auto& window : {Interval{at("2020-04-03T13:00:00Z"), at("2020-04-06T13:30:00Z")},
                             Interval{at("2020-10-02T13:30:00Z"), at("2020-10-05T13:00:00Z")}})
    for (const auto size : {BucketSize::quarter_hour, BucketSize::hour, BucketSize::three_hours,
                            BucketSize::day, BucketSize::week})
      expect_gapless(buckets(window, size, island), window);
}

TEST(Buckets, HoursFollowTheWallClockOfHalfHourZones) {
  const auto india = *Zone::find("Asia/Kolkata");
  const auto hours =
      buckets({at("2020-04-05T10:10:00Z"), at("2020-04-05T11:00:00Z")}, BucketSize::hour, india);
  ASSERT_EQ(hours.size(), 2u);
  EXPECT_EQ(hours[0].from, at("2020-04-05T09:30:00Z"));
}

TEST(Buckets, WeeksStartOnMonday) {
  const auto weeks =
      buckets({at("2026-11-22T12:00:00Z"), at("2026-11-23T12:00:00Z")}, BucketSize::week, mexico);
  ASSERT_EQ(weeks.size(), 2u);
  EXPECT_EQ(weeks[0].from, at("2026-11-16T06:00:00Z"));
  EXPECT_EQ(weeks[1].from, at("2026-11-23T06:00:00Z"));
}

TEST(Buckets, GrowWithTheWindow) {
  const auto size = [](Millis length) { return bucket_for({UtcTime{}, UtcTime{} + length}); };
  EXPECT_EQ(size(24h), BucketSize::hour);
  EXPECT_EQ(size(24h * 7), BucketSize::three_hours);
  EXPECT_EQ(size(24h * 30), BucketSize::day);
  EXPECT_TRUE(buckets({UtcTime{}, UtcTime{}}, BucketSize::day, mexico).empty());
}
