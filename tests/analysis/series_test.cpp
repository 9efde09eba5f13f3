#include <gtest/gtest.h>

#include "analysis/measures.hpp"
#include "tests/analysis/fake_reader.hpp"

using namespace clamor;
using namespace clamor::analysis;
using namespace std::chrono_literals;

namespace {

using Values = std::vector<std::optional<double>>;
const auto monday = at("2026-11-16T06:00:00Z");  // midnight of Mexico City
constexpr auto day = std::chrono::days{1};
const auto none = std::nullopt;

// Two days read completely, one network.
struct TwoDays : testing::Test {
  FakeReader reader;
  Filter both{{monday, monday + 2 * day}, {}, {}};
  TwoDays() { reader.source("masto-1.sim", Network::fediverse, {monday - 30 * day, monday + 5 * day}); }

  Values values(Measure measure, bool cumulative, std::size_t network = 0) {
    return series(*reader.snapshot(monday + 5 * day), both, measure, BucketSize::day, cumulative)
        .values[network];
  }
};

}  // namespace

TEST_F(TwoDays, APostWithTwoChosenTagsIsOneMention) {
  reader.post(monday + 1h, 1, 0b11);
  reader.post(monday + 2h, 1, 0b10);
  EXPECT_EQ(values(Measure::mentions, false), (Values{2, 0}));
  both.tags = {0, 1};
  EXPECT_EQ(values(Measure::mentions, false), (Values{2, 0}));
  both.tags = {0};
  EXPECT_EQ(values(Measure::mentions, false), (Values{1, 0}));
}

TEST_F(TwoDays, AuthorsAreDistinctWithinADayAndSinceTheWindowBegan) {
  reader.post(monday - 1h, 9);
  reader.post(monday + 1h, 1);
  reader.post(monday + 2h, 1);
  reader.post(monday + 25h, 1);
  reader.post(monday + 26h, 2);
  EXPECT_EQ(values(Measure::authors, false), (Values{1, 2}));
  EXPECT_EQ(values(Measure::authors, true), (Values{1, 2}));
}

TEST_F(TwoDays, EngagementOfPostsWithoutAReadingIsUnknownNotZero) {
  reader.post(monday + 1h, 1);
  reader.post(monday + 25h, 1).counts.likes = 4;
  reader.post(monday + 26h, 1);
  EXPECT_EQ(values(Measure::engagement, false), (Values{none, 4}));
  EXPECT_EQ(values(Measure::engagement, true), (Values{none, 4}));
}

TEST_F(TwoDays, TheCeilingTakesTheLargestReadingOfEachAccountOnce) {
  reader.post(monday + 1h, 1).followers = 100;
  reader.post(monday + 2h, 1).followers = 150;
  reader.post(monday + 3h, 2);
  reader.post(monday + 25h, 1).followers = 120;
  reader.post(monday + 26h, 3).followers = 0;
  EXPECT_EQ(values(Measure::audience_ceiling, false), (Values{150, 120}));
  EXPECT_EQ(values(Measure::audience_ceiling, true), (Values{150, 150}));
  const auto snapshot = reader.snapshot(monday + 5 * day);
  const auto sum = participation(*snapshot, both);
  ASSERT_EQ(sum.ceilings.size(), 1u);
  EXPECT_EQ(sum.ceilings[0].followers, 150);
  EXPECT_EQ(sum.ceilings[0].accounts, 2);
  EXPECT_EQ(sum.ceilings[0].accounts_unread, 1);
}

TEST_F(TwoDays, CeilingsOfNetworksAreNeverSummed) {
  reader.post(monday + 1h, 1).followers = 100;
  reader.post(monday + 1h, 2, 1, Network::bluesky).followers = 50;
  const auto made =
      series(*reader.snapshot(monday + 5 * day), both, Measure::audience_ceiling, BucketSize::day, false);
  EXPECT_EQ(made.values[0][0], 100);
  EXPECT_EQ(made.values[1][0], 50);
  EXPECT_EQ(made.total, (Values{none, none}));
}

TEST_F(TwoDays, ANetworkNobodyLookedAtHasNoValueButItsPostsCount) {
  reader.post(monday + 1h, 2, 1, Network::bluesky);
  EXPECT_EQ(values(Measure::mentions, false, 1), (Values{1, none}));
  EXPECT_EQ(values(Measure::mentions, false, 0), (Values{0, 0}));
}

TEST_F(TwoDays, TheFutureHasNoValueAndTodayIsIncomplete) {
  reader.post(monday + 1h, 1);
  both.window.to = monday + 3 * day;
  const auto made = series(*reader.snapshot(monday + 36h), both, Measure::mentions, BucketSize::day, true);
  EXPECT_EQ(made.values[0], (Values{1, 1, none}));
  EXPECT_EQ(made.observed[0].kind, Observed::Kind::full);
  EXPECT_EQ(made.observed[1].kind, Observed::Kind::incomplete);
  EXPECT_EQ(made.observed[2].kind, Observed::Kind::incomplete);
}

TEST_F(TwoDays, ParticipationCountsPostsAuthorsAndWhatWasNotRead) {
  auto& liked = reader.post(monday + 1h, 1);
  liked.counts.likes = 4;
  liked.counts.boosts = 2;
  reader.post(monday + 2h, 1);
  reader.post(monday + 3h, 2);
  const auto sum = participation(*reader.snapshot(monday + 5 * day), both);
  EXPECT_EQ(sum.posts, 3);
  EXPECT_EQ(sum.authors, 2);
  EXPECT_EQ(sum.boosts, 2);
  EXPECT_EQ(sum.engagement, 6);
  EXPECT_EQ(sum.posts_without_reading, 2);
}

TEST_F(TwoDays, ThePeakAndTheTrendOfTwoWeeksAreFound) {
  for (int back = 1; back <= 14; ++back)
    for (int post = 0; post < (back <= 7 ? 20 : 10); ++post) reader.post(monday - back * day + 1h, post);
  reader.post(monday - 3 * day + 2h, 99);
  const Filter filter{{monday - 13 * day, monday}, {}, {}};
  const auto found = trend(*reader.snapshot(monday + 1h), filter);
  EXPECT_EQ(found.now, 141);
  EXPECT_EQ(found.before, 70);
  EXPECT_EQ(found.direction, Trend::Direction::rising);
  EXPECT_NEAR(*found.change, 141.0 / 70 - 1, 1e-9);
  EXPECT_LT(*found.low, *found.change);
  EXPECT_GT(*found.high, *found.change);
  EXPECT_EQ(found.peak_bucket, 10u);
}

TEST_F(TwoDays, ATrendNeedsEnoughPostsAndBothWeeksObserved) {
  const Filter filter{{monday - 14 * day, monday}, {}, {}};
  reader.post(monday - day, 1);
  EXPECT_EQ(trend(*reader.snapshot(monday + 1h), filter).direction, Trend::Direction::unknown);
  for (int post = 0; post < 50; ++post) reader.post(monday - day, post);
  reader.coverage_rows.clear();
  for (const auto& tag : reader.tag_rows)
    reader.coverage_rows.push_back({"masto-1.sim", tag.tag, {monday - 7 * day, monday + day}});
  EXPECT_EQ(trend(*reader.snapshot(monday + 1h), filter).direction, Trend::Direction::unknown);
}
