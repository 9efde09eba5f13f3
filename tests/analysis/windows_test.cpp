#include <gtest/gtest.h>

#include "analysis/measures.hpp"
#include "tests/analysis/fake_reader.hpp"

using namespace clamor;
using namespace clamor::analysis;
using namespace std::chrono_literals;

namespace {
const auto now = at("2026-11-23T19:20:00Z");  // 13:20 in Mexico City
constexpr auto day = std::chrono::days{1};
}  // namespace

TEST(Windows, AreWholeLocalDaysThatEndNow) {
  FakeReader reader;
  const auto snapshot = reader.snapshot(now);
  EXPECT_EQ(window_of(*snapshot, RangePreset::month), (Interval{at("2026-10-25T06:00:00Z"), now}));
  EXPECT_EQ(window_of(*snapshot, RangePreset::week), (Interval{at("2026-11-17T06:00:00Z"), now}));
  EXPECT_EQ(window_of(*snapshot, RangePreset::day), (Interval{at("2026-11-22T20:00:00Z"), now}));
}

TEST(Windows, OpenOnTheFirstPresetThatHoldsAPost) {
  FakeReader reader;
  EXPECT_EQ(opening_preset(*reader.snapshot(now)), RangePreset::all);
  reader.post(at("2020-04-20T14:00:00Z"), 1);
  EXPECT_EQ(opening_preset(*reader.snapshot(now)), RangePreset::all);
  EXPECT_EQ(window_of(*reader.snapshot(now), RangePreset::all).from, at("2020-04-20T05:00:00Z"));
  reader.post(now - 60 * day, 1);
  EXPECT_EQ(opening_preset(*reader.snapshot(now)), RangePreset::quarter);
  reader.post(now - 1ms, 1);
  EXPECT_EQ(opening_preset(*reader.snapshot(now)), RangePreset::month);
}

TEST(Windows, OfArchivesAloneEndWithTheirLastPost) {
  FakeReader reader;
  reader.post(at("2020-04-20T14:00:00Z"), 1);
  reader.post(at("2020-05-02T14:00:00Z"), 1);
  reader.archive("archive-twarc", Network::x, {at("2020-04-20T14:00:00Z"), at("2020-05-02T14:00:00Z")});
  EXPECT_EQ(window_of(*reader.snapshot(now), RangePreset::all),
            (Interval{at("2020-04-20T05:00:00Z"), at("2020-05-03T05:00:00Z")}));
  reader.source("masto-1.sim", Network::fediverse, {now - day, now});
  EXPECT_EQ(window_of(*reader.snapshot(now), RangePreset::all).to, now);
}

TEST(Windows, APeriodBeforeExistsOnlyWhenItWasObservedAsWell) {
  FakeReader reader;
  reader.source("masto-1.sim", Network::fediverse, {now - 14 * day, now});
  const auto snapshot = reader.snapshot(now);
  const Filter week{{now - 7 * day, now}, {0}, {}};
  const auto before = period_before(*snapshot, week);
  ASSERT_TRUE(before);
  EXPECT_EQ(before->window, (Interval{now - 14 * day, now - 7 * day}));
  EXPECT_EQ(before->tags, week.tags);
  EXPECT_FALSE(period_before(*snapshot, {{now - 10 * day, now}, {}, {}}));
}

TEST(Windows, NewestPostsComeFirst) {
  FakeReader reader;
  reader.post(now - 3h, 1, 0b01);
  reader.post(now - 2h, 1, 0b10);
  reader.post(now - 1h, 1, 0b01);
  const auto snapshot = reader.snapshot(now);
  const Filter filter{{now - day, now}, {}, {}};
  EXPECT_EQ(newest_posts(*snapshot, filter, 2), (std::vector<std::int64_t>{3, 2}));
  EXPECT_EQ(newest_posts(*snapshot, {filter.window, {0}, {}}, 9), (std::vector<std::int64_t>{3, 1}));
}
