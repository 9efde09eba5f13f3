// Where reading goes on is told by ids of posts: what of it stays when a post is gone.
#include "tests/storage/raw.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace {

const std::string id_of_gone = "114233001122334455", id_of_other = "114233001122330000";

class MarksOfReading : public ::testing::Test {
 protected:
  MarksOfReading() { open(); }
  void open() {
    writer_.reset();
    writer_ = open_writer(folder_.database());
    writer_->set_campaign(campaign(), start);
  }
  static PreparedPost named(int number, int author, const std::string& native_id) {
    PreparedPost one = post(number, {"FreeThemAll"}, author);
    one.post.native_id = native_id;
    return one;
  }
  // One of who goes and one of who stays, and where their source goes on.
  static PreparedPage with_cursor(const Cursor& cursor, const std::string& source = "uno") {
    PreparedPage one = page({named(1, 1, id_of_gone), named(2, 2, id_of_other)}, source);
    one.cursor = cursor;
    return one;
  }
  void forget() { writer_->forget({author_key(1)}, at_minute(200)); }
  std::optional<Cursor> cursor(const std::string& source = "uno") {
    return writer_->cursor(source, "freethemall");
  }
  void expect_clean() {
    EXPECT_EQ(open_reader(folder_.database())->verify(), std::vector<std::string>{});
  }

  TempFolder folder_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace

TEST_F(MarksOfReading, ThatWereAPostOfWhoIsForgottenGo) {
  save(*writer_, with_cursor({id_of_gone, "1", false}));
  forget();
  EXPECT_EQ(cursor(), (Cursor{"", "1", false}));
  expect_clean();
}

TEST_F(MarksOfReading, ThatWereADeletedPostGo) {
  save(*writer_, with_cursor({id_of_gone, "1", true}));
  writer_->mark_deleted(post(1).post.key, at_minute(200));
  EXPECT_EQ(cursor(), (Cursor{"", "1", true}));
}

TEST_F(MarksOfReading, OfPostsThatAreKeptStay) {
  save(*writer_, with_cursor({id_of_other, "1", true}));
  forget();
  EXPECT_EQ(cursor(), (Cursor{id_of_other, "1", true}));
}

// Ids are a server's own.
TEST_F(MarksOfReading, OfAnotherSourceStay) {
  save(*writer_, with_cursor({"", "1", true}));
  PreparedPage elsewhere = page({named(3, 3, "5")}, "dos");
  elsewhere.cursor = Cursor{id_of_gone, "", true};
  save(*writer_, elsewhere);
  forget();
  EXPECT_EQ(cursor("dos"), (Cursor{id_of_gone, "", true}));
}

TEST_F(MarksOfReading, OfSeveralOnlyThatOfTheGonePostGoes) {
  save(*writer_, with_cursor({"a-1 " + id_of_gone + " a-2", "1", true}));
  forget();
  EXPECT_EQ(cursor()->newest, "a-1 a-2");
}

// Downwards from a round number every post comes again.
TEST_F(MarksOfReading, ThatLeadDownMoveUpByHours) {
  save(*writer_, with_cursor({id_of_other, id_of_gone, false}));
  forget();
  EXPECT_EQ(cursor(), (Cursor{id_of_other, "114234000000000000", false}));
}

TEST_F(MarksOfReading, ThatLeadDownAndAreNoNumbersBeginAtTheTop) {
  PreparedPage one = page({named(1, 1, "01JD0SIMULADA"), named(2, 2, id_of_other)});
  one.cursor = Cursor{id_of_other, "01JD0SIMULADA", false};
  save(*writer_, one);
  forget();
  EXPECT_EQ(cursor(), (Cursor{id_of_other, "", false}));
}

TEST_F(MarksOfReading, WithNothingLeftAreAsBeforeAFirstPoll) {
  save(*writer_, with_cursor({id_of_gone, "", false}));
  forget();
  EXPECT_FALSE(cursor());
  expect_clean();
}

// A collector holds what it read last, and gives it back with its next page.
TEST_F(MarksOfReading, ThatWhoReadsOnGivesBackStayAway) {
  save(*writer_, with_cursor({id_of_gone, "9", false}));
  forget();
  PreparedPage next = page({named(3, 3, "8")});
  next.cursor = Cursor{id_of_gone, "8", false};
  save(*writer_, next);
  EXPECT_EQ(cursor(), (Cursor{"", "8", false}));
}

TEST_F(MarksOfReading, OfAPostThatAServerShowsAgainAreNotKept) {
  save(*writer_, with_cursor({id_of_gone, "9", true}));
  forget();
  open();
  save(*writer_, with_cursor({id_of_gone, "9", true}));
  EXPECT_EQ(cursor(), (Cursor{"", "9", true}));
}

// As a search tells its marks.
TEST_F(MarksOfReading, ThatAreTheTimeOfAGonePostAreTheHourOfIt) {
  save(*writer_, with_cursor({to_rfc3339(start), "", true}));
  forget();
  EXPECT_EQ(cursor()->newest, "2023-11-14T22:00:00Z");
}

TEST_F(MarksOfReading, OfAGapThatIsReadDownThroughGoAndTheWayBeginsAtTheTop) {
  PreparedPage one = with_cursor({id_of_other, "1", true});
  one.gaps = {{{at_minute(10), at_minute(20)}, std::string(catching_up), GapState::filling}};
  one.gaps[0].mark = id_of_gone;
  one.gaps[0].resume = "4-" + id_of_gone;
  save(*writer_, one);
  EXPECT_EQ(cursor(), (Cursor{id_of_other, "1", true}));
  forget();
  ASSERT_EQ(writer_->open_gaps("uno", "freethemall").size(), 1);
  EXPECT_EQ(writer_->open_gaps("uno", "freethemall")[0].mark, "");
  EXPECT_EQ(writer_->open_gaps("uno", "freethemall")[0].resume, "4-" + id_of_gone) << "no post of anybody";

  PreparedPage later = page({named(4, 4, "4-" + id_of_gone)});
  save(*writer_, later);
  writer_->forget({author_key(4)}, at_minute(300));
  EXPECT_EQ(writer_->open_gaps("uno", "freethemall")[0].resume, "");
  EXPECT_EQ(cursor(), (Cursor{id_of_other, "", false})) << "else nobody would read the gap";
  expect_clean();
}

TEST_F(MarksOfReading, ATrialTakesNoneAway) {
  save(*writer_, with_cursor({id_of_gone, "1", false}));
  writer_.reset();
  open_trial_writer(folder_.database())->forget({author_key(1)}, at_minute(200));
  open();
  EXPECT_EQ(cursor(), (Cursor{id_of_gone, "1", false}));
}

TEST_F(MarksOfReading, NameNoPostOfASensitiveCampaign) {
  save(*writer_, with_cursor({id_of_gone, id_of_other, false}));
  PreparedPage search = page({named(3, 3, "")}, "cielo");
  search.cursor = Cursor{to_rfc3339(at_minute(3)), "100", false};
  save(*writer_, search);
  CampaignSetup sensitive = campaign();
  sensitive.sensitive = true;
  writer_->set_campaign(sensitive, at_minute(200));
  const Cursor hidden{"", "114234000000000000", false};
  EXPECT_EQ(cursor(), hidden);
  EXPECT_EQ(cursor("cielo"), (Cursor{"2023-11-14T22:00:00Z", "100", false}));
  save(*writer_, with_cursor({id_of_gone, id_of_other, false}));
  EXPECT_EQ(cursor(), hidden);
  expect_clean();
}

}  // namespace clamor::storage::test
