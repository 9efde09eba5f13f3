#include <gtest/gtest.h>

#include "analysis/measures.hpp"
#include "tests/analysis/fake_reader.hpp"

using namespace clamor;
using namespace clamor::analysis;
using namespace std::chrono_literals;

namespace {
const auto monday = at("2026-11-16T06:00:00Z");
constexpr auto day = std::chrono::days{1};

std::vector<Observed> observed(FakeReader& reader, Filter filter) {
  return series(*reader.snapshot(monday + 5 * day), filter, Measure::mentions, BucketSize::day, false)
      .observed;
}
}  // namespace

TEST(Coverage, TellsFullFromPartFromNone) {
  FakeReader reader;
  reader.source("masto-1.sim", Network::fediverse, {monday + 36h, monday + 4 * day});
  const auto seen = observed(reader, {{monday, monday + 3 * day}, {}, {}});
  EXPECT_EQ(seen[0].kind, Observed::Kind::none);
  EXPECT_EQ(seen[1].kind, Observed::Kind::part);
  EXPECT_DOUBLE_EQ(seen[1].share, 0.5);
  EXPECT_EQ(seen[2].kind, Observed::Kind::full);
}

TEST(Coverage, AnArchiveIsPartOfATimeAndOfNoShare) {
  FakeReader reader;
  reader.archive("archive-twarc", Network::x, {monday, monday + 2 * day});
  const Filter filter{{monday, monday + 3 * day}, {}, {}};
  auto seen = observed(reader, filter);
  EXPECT_EQ(seen[0].kind, Observed::Kind::part);
  EXPECT_DOUBLE_EQ(seen[0].share, 0);
  EXPECT_EQ(seen[2].kind, Observed::Kind::none);
  reader.source("masto-1.sim", Network::fediverse, {monday, monday + day});
  seen = observed(reader, filter);
  EXPECT_EQ(seen[0].kind, Observed::Kind::full) << "the archive takes nothing away either";
  const auto strip = coverage_strip(*reader.snapshot(monday + 5 * day), filter.window);
  EXPECT_EQ(strip.rows[0].days[0], DayState::part);
  EXPECT_EQ(strip.rows[0].days[2], DayState::before_start);
}

TEST(Coverage, AGapTakesAwayUntilItIsClosed) {
  FakeReader reader;
  reader.source("masto-1.sim", Network::fediverse, {monday, monday + 4 * day});
  Gap gap{{monday, monday + 12h}, "unreachable", GapState::open, 0};
  reader.gap_rows.push_back({"masto-1.sim", "freethemall", gap});
  const Filter filter{{monday, monday + day}, {}, {}};
  EXPECT_DOUBLE_EQ(observed(reader, filter)[0].share, 0.75);  // one of two hashtags, half a day
  EXPECT_DOUBLE_EQ(observed(reader, {filter.window, {0}, {}})[0].share, 0.5);
  EXPECT_DOUBLE_EQ(observed(reader, {filter.window, {1}, {}})[0].share, 1);
  reader.gap_rows[0].gap.state = GapState::closed;
  EXPECT_EQ(observed(reader, filter)[0].kind, Observed::Kind::full);
}

TEST(Coverage, AsksOnlySourcesThatAnsweredAndMatchTheNetworks) {
  FakeReader reader;
  reader.source("masto-1.sim", Network::fediverse, {monday, monday + 4 * day});
  reader.source("bsky.sim", Network::bluesky, {monday, monday + 12h});
  auto& silent = reader.source_rows.emplace_back();
  silent.name = "masto-4.sim";
  silent.network = Network::fediverse;
  const Interval window{monday, monday + day};
  EXPECT_DOUBLE_EQ(observed(reader, {window, {}, {}})[0].share, 0.75);
  EXPECT_DOUBLE_EQ(observed(reader, {window, {}, {0}})[0].share, 1);
  EXPECT_DOUBLE_EQ(observed(reader, {window, {}, {1}})[0].share, 0.5);
}

TEST(CoverageStrip, ShowsEachSourceByLocalDay) {
  FakeReader reader;
  reader.source("masto-1.sim", Network::fediverse, {monday + day, monday + 4 * day});
  reader.source("masto-4.sim", Network::fediverse, {monday, monday + 36h});
  reader.source_rows[1].state = storage::SourceState::refused;
  const auto strip = coverage_strip(*reader.snapshot(monday + 4 * day), {monday, monday + 3 * day});
  ASSERT_EQ(strip.days.size(), 3u);
  ASSERT_EQ(strip.rows.size(), 2u);
  EXPECT_EQ(strip.rows[0].days, (std::vector{DayState::before_start, DayState::full, DayState::full}));
  EXPECT_EQ(strip.rows[1].days, (std::vector{DayState::full, DayState::part, DayState::refused}));
  EXPECT_NEAR(strip.observed_share, 3.5 / 6, 1e-9);
}
