#include "tests/storage/world.hpp"

namespace clamor::storage::test {

class CoverageOf : public ::testing::Test {
 protected:
  CoverageOf() : writer_(open_writer(folder_.database())) {
    writer_->set_campaign(campaign(), start);
    reader_ = open_reader(folder_.database());
  }
  void covers(std::int64_t from, std::int64_t to, std::vector<PreparedPost> posts = {},
              std::vector<Gap> gaps = {}) {
    PreparedPage one = page(std::move(posts));
    if (from < to) one.covered = {{at_minute(from), at_minute(to)}};
    one.gaps = std::move(gaps);
    save(*writer_, one);
    EXPECT_EQ(reader_->verify(), std::vector<std::string>{});
  }
  TempFolder folder_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Reader> reader_;
};

TEST_F(CoverageOf, IntervalsThatTouchBecomeOne) {
  covers(0, 10);
  covers(20, 30);
  covers(10, 20);
  covers(25, 40);
  const auto rows = reader_->coverage();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].time, (Interval{at_minute(0), at_minute(40)}));
  EXPECT_EQ(rows[0].source, "uno");
}

TEST_F(CoverageOf, AGapIsFilledAndThenClosedAndSaysWhatWasRecovered) {
  covers(0, 10, {}, {{{at_minute(10), at_minute(40)}, "unreachable", GapState::open, 0}});
  EXPECT_EQ(reader_->gaps()[0].gap.state, GapState::open);
  covers(30, 40, {post(1, {"FreeThemAll"}, 1, 35), post(2, {"FreeThemAll"}, 1, 45)});
  EXPECT_EQ(reader_->gaps()[0].gap.state, GapState::filling);
  EXPECT_EQ(reader_->gaps()[0].gap.recovered, 1);
  covers(10, 30, {post(1, {"FreeThemAll"}, 1, 35), post(3, {"FreeThemAll"}, 1, 15)});
  EXPECT_EQ(reader_->gaps()[0].gap.state, GapState::closed);
  EXPECT_EQ(reader_->gaps()[0].gap.recovered, 2);
  EXPECT_EQ(reader_->gaps()[0].gap.cause, "unreachable");
}

TEST_F(CoverageOf, AGapCanBeGivenUp) {
  const Interval time{at_minute(10), at_minute(20)};
  covers(0, 0, {}, {{time, "page_limit", GapState::open, 0}});
  covers(0, 0, {}, {{time, "search_ceiling", GapState::unrecoverable, 0}});
  ASSERT_EQ(reader_->gaps().size(), 1u);
  EXPECT_EQ(reader_->gaps()[0].gap.state, GapState::unrecoverable);
  EXPECT_EQ(reader_->gaps()[0].gap.cause, "search_ceiling");
}

TEST_F(CoverageOf, AGapThatWasGivenUpIsClosedWhenAllOfItIsReadAfterAll) {
  covers(0, 0, {}, {{{at_minute(10), at_minute(20)}, "search_ceiling", GapState::unrecoverable, 0}});
  covers(10, 15);
  EXPECT_EQ(reader_->gaps()[0].gap.state, GapState::unrecoverable);
  covers(15, 20);
  EXPECT_EQ(reader_->gaps()[0].gap.state, GapState::closed);
}

}  // namespace clamor::storage::test
