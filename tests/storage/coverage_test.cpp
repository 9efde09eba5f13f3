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

TEST_F(CoverageOf, AGapIsGivenUpForWhatIsLeftOfIt) {
  covers(0, 0, {}, {{{at_minute(10), at_minute(20)}, "unreachable"}});
  Gap lost{{at_minute(10), at_minute(14)}, "search_ceiling", GapState::unrecoverable};
  lost.reason = "search_ceiling";
  covers(14, 20, {}, {lost});
  ASSERT_EQ(reader_->gaps().size(), 1u);
  EXPECT_EQ(reader_->gaps()[0].gap.time, (Interval{at_minute(10), at_minute(14)}));
  EXPECT_EQ(reader_->gaps()[0].gap.state, GapState::unrecoverable);
  EXPECT_EQ(reader_->gaps()[0].gap.cause, "unreachable");
  EXPECT_EQ(reader_->gaps()[0].gap.reason, "search_ceiling");
}

TEST_F(CoverageOf, ManyFailedPollsAreOneGapWithItsFirstCause) {
  for (const int until : {20, 25, 22, 90})
    covers(0, 0, {}, {{{at_minute(10), at_minute(until)}, until == 20 ? "unreachable" : "refused"}});
  ASSERT_EQ(reader_->gaps().size(), 1u);
  EXPECT_EQ(reader_->gaps()[0].gap.time, (Interval{at_minute(10), at_minute(90)}));
  EXPECT_EQ(reader_->gaps()[0].gap.cause, "unreachable");
  covers(10, 40);
  covers(0, 0, {}, {{{at_minute(40), at_minute(95)}, "unreachable"}});
  ASSERT_EQ(reader_->gaps().size(), 1u) << "what is left of an outage is the same outage";
  covers(40, 95);
  EXPECT_EQ(reader_->gaps()[0].gap.state, GapState::closed);
  covers(0, 0, {}, {{{at_minute(95), at_minute(99)}, "unreachable"}});
  EXPECT_EQ(reader_->gaps().size(), 2u) << "the next one is another";
}

TEST_F(CoverageOf, AWalkOfSeveralPagesLeavesNoGapOnceItIsThrough) {
  Gap rest{{at_minute(10), at_minute(50)}, std::string(catching_up), GapState::filling};
  rest.mark = "7";
  rest.resume = "page 2";
  covers(50, 60, {}, {rest});
  ASSERT_EQ(writer_->open_gaps("uno", "freethemall").size(), 1u);
  EXPECT_EQ(writer_->open_gaps("uno", "freethemall")[0].resume, "page 2");
  rest.resume = "page 3";
  covers(30, 50, {}, {rest});
  EXPECT_EQ(writer_->open_gaps("uno", "freethemall")[0].resume, "page 3");
  EXPECT_EQ(writer_->open_gaps("uno", "freethemall")[0].mark, "7");
  covers(10, 30);
  EXPECT_TRUE(reader_->gaps().empty());
}

TEST_F(CoverageOf, AGapThatWasGivenUpIsClosedWhenAllOfItIsReadAfterAll) {
  covers(0, 0, {}, {{{at_minute(10), at_minute(20)}, "search_ceiling", GapState::unrecoverable, 0}});
  covers(10, 15);
  EXPECT_EQ(reader_->gaps()[0].gap.state, GapState::unrecoverable);
  covers(15, 20);
  EXPECT_EQ(reader_->gaps()[0].gap.state, GapState::closed);
}

}  // namespace clamor::storage::test
