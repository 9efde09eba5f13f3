#pragma once
// What every store promises, whatever database is under it. A new store instantiates this suite and nothing
// more.

#include "tests/storage/world.hpp"

namespace clamor::storage::test {

struct StoreUnderTest {
  std::string name;
  std::function<std::string(const TempFolder&)> url;
  std::function<void()> set_up, tear_down;
};

class StoreContract : public ::testing::TestWithParam<StoreUnderTest> {
 protected:
  void SetUp() override {
    if (GetParam().set_up) GetParam().set_up();
    url_ = GetParam().url(folder_);
    writer_ = open_writer(url_);
    writer_->set_campaign(campaign(), start);
  }
  void TearDown() override {
    reader_.reset();
    writer_.reset();
    if (GetParam().tear_down) GetParam().tear_down();
  }
  Writer& writer() { return *writer_; }
  Reader& reader() {
    if (!reader_) reader_ = open_reader(url_);
    return *reader_;
  }
  void expect_clean() { EXPECT_EQ(reader().verify(), std::vector<std::string>{}); }

  TempFolder folder_;
  std::string url_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Reader> reader_;
};

TEST_P(StoreContract, APostIsOneRowAndAsManyMentionsAsItHasTrackedTags) {
  const Saved saved = save(writer(), page({post(1, {"FreeThemAll", "Viralicemos"}), post(2)}));
  EXPECT_EQ(saved.new_posts, 2);
  EXPECT_EQ(saved.new_mentions, 3);
  const Totals totals = reader().totals();
  EXPECT_EQ(totals.posts, 2);
  EXPECT_EQ(totals.mentions, 3);
  EXPECT_EQ(totals.authors, 1);
  expect_clean();
}

TEST_P(StoreContract, SavingAPageTwiceChangesNothing) {
  PreparedPage one = page({with_counts(post(1), 3, 2), post(2)});
  one.edges = {{EdgeKind::boost, author_key(9), author_key(1), one.posts[0].post.key, std::nullopt, {}, {}}};
  save(writer(), one);
  const std::string before = dump(reader());
  const Saved again = save(writer(), one);
  EXPECT_EQ(again.new_posts + again.new_mentions + again.new_sightings + again.new_readings, 0);
  EXPECT_EQ(dump(reader()), before);
  expect_clean();
}

TEST_P(StoreContract, APostSeenThroughTwoServersIsOnePostWithTwoSightings) {
  save(writer(), page({post(1)}, "uno"));
  const Saved second = save(writer(), page({post(1)}, "dos"));
  EXPECT_EQ(second.new_posts, 0);
  EXPECT_EQ(second.new_sightings, 1);
  EXPECT_EQ(reader().totals().posts, 1);
  const auto sources = reader().sources();
  EXPECT_EQ(sources[0].posts, 1);
  EXPECT_EQ(sources[1].posts, 1);
  EXPECT_EQ(sources[0].tags[0].mentions, 1);
  EXPECT_EQ(sources[0].tags[1].mentions, 0);
  expect_clean();
}

TEST_P(StoreContract, ACountThatWasNotGivenStaysUnknown) {
  save(writer(), page({post(1)}));
  EXPECT_FALSE(reader().totals().boosts);
  EXPECT_FALSE(reader().totals().engagement);
  PreparedPost given = post(2);
  given.post.counts.likes = 0;
  save(writer(), page({given}));
  EXPECT_FALSE(reader().totals().boosts);
  EXPECT_EQ(reader().totals().engagement, 0);
}

TEST_P(StoreContract, TheHomeServersCountsBeatHigherOnesFromElsewhere) {
  save(writer(), page({with_counts(post(1), 50, 50)}, "dos", 101));
  save(writer(), page({with_counts(post(1), 4, 2)}, "uno", 100));
  const auto rows = posts_of(reader());
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].counts.likes, 4);
  EXPECT_EQ(reader().totals().engagement, 6);
  const PostDetail detail = detail_of(reader(), rows[0].id);
  EXPECT_EQ(detail.vantage, "https://uno.example");
  EXPECT_TRUE(detail.home_vantage);
  expect_clean();
}

TEST_P(StoreContract, WithoutTheHomeServerTheHighestOfTheNewestCounts) {
  PreparedPost far = post(1);
  far.post.key.uri = "https://lejos.example/1";
  save(writer(), page({with_counts(far, 9, 1)}, "uno", 100));
  save(writer(), page({with_counts(far, 5, 1)}, "uno", 110));
  save(writer(), page({with_counts(far, 3, 4)}, "dos", 105));
  const auto rows = posts_of(reader());
  EXPECT_EQ(rows[0].counts.likes, 5);
  EXPECT_EQ(rows[0].counts.boosts, 4);
  EXPECT_FALSE(detail_of(reader(), rows[0].id).home_vantage);
  expect_clean();
}

TEST_P(StoreContract, AReadingIsAddedOnlyWhenACountChanged) {
  EXPECT_EQ(save(writer(), page({with_counts(post(1), 1, 0)}, "uno", 100)).new_readings, 1);
  EXPECT_EQ(save(writer(), page({with_counts(post(1), 1, 0)}, "uno", 110)).new_readings, 0);
  EXPECT_EQ(save(writer(), page({with_counts(post(1), 2, 0)}, "uno", 120)).new_readings, 1);
  EXPECT_EQ(reader().totals().engagement, 2);
}

TEST_P(StoreContract, PagesStoredAsTheyComeAreSeenTogetherOrNotAtAll) {
  const std::vector<PreparedPage> pages{page({post(1)}), page({post(2), with_counts(post(1), 3, 2)})};
  std::size_t given = 0;
  const auto next = [&]() -> const PreparedPage* {
    EXPECT_EQ(reader().totals().posts, 0) << "after " << given;
    return given < pages.size() ? &pages[given++] : nullptr;
  };
  EXPECT_EQ(writer().save_each(next).new_posts, 2);
  EXPECT_EQ(reader().totals().posts, 2);
  given = 0;
  const auto breaks_off = [&]() -> const PreparedPage* {
    static const PreparedPage third = page({post(3)});
    if (given++ > 0) throw std::runtime_error("no more");
    return &third;
  };
  EXPECT_THROW(writer().save_each(breaks_off), std::runtime_error);
  EXPECT_EQ(reader().totals().posts, 2);
  EXPECT_EQ(save(writer(), page({post(3)})).new_posts, 1);
  expect_clean();
}

TEST_P(StoreContract, AFailedSaveStoresNothing) {
  std::vector<PreparedPage> pages = {page({post(1)}), page({post(2)}, "nadie")};
  EXPECT_THROW(writer().save(pages), StorageError);
  EXPECT_EQ(reader().totals().posts, 0);
  EXPECT_EQ(save(writer(), page({post(1)})).new_posts, 1);
  expect_clean();
}

TEST_P(StoreContract, CursorAndCoverageMoveWithTheirPage) {
  EXPECT_FALSE(writer().cursor("uno", "freethemall"));
  EXPECT_FALSE(writer().covered_until("uno", "freethemall"));
  PreparedPage one = page({post(1)});
  one.cursor = Cursor{"9", "3", false};
  one.covered = {{at_minute(0), at_minute(60)}};
  save(writer(), one);
  EXPECT_EQ(writer().cursor("uno", "freethemall"), (Cursor{"9", "3", false}));
  EXPECT_EQ(writer().covered_until("uno", "freethemall"), at_minute(60));
  EXPECT_FALSE(writer().cursor("dos", "freethemall"));
}

TEST_P(StoreContract, RollUpsAreQuartersOfAnHourPerTagAndNetwork) {
  save(writer(), page({with_counts(post(1, {"FreeThemAll", "Viralicemos"}, 1, 0), 1, 2),
                       post(2, {"freethemall"}, 1, 1), post(3, {"freethemall"}, 1, 2)}));
  const auto rows = reader().rollups();  // 22:13 and 22:14 share a bucket; 22:15 does not
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_EQ(rows[0].tag, "");
  EXPECT_EQ(rows[0].posts, 2);
  EXPECT_EQ(rows[0].boosts, 2);
  EXPECT_EQ(rows[0].engagement, 3);
  EXPECT_EQ(rows[1].posts, 1);
  EXPECT_EQ(rows[1].bucket - rows[0].bucket, Millis{15 * 60'000});
}

TEST_P(StoreContract, PostsComeInOrderOfTimeWithAMaskOfTheirTags) {
  save(writer(), page({post(3, {"viralicemos"}, 1, 30), post(1, {"FreeThemAll", "Viralicemos"}, 2, 10),
                       post(2, {"freethemall"}, 1, 20)}));
  const auto rows = posts_of(reader());
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].tag_mask, 3u);
  EXPECT_EQ(rows[1].tag_mask, 1u);
  EXPECT_EQ(rows[2].tag_mask, 2u);
  EXPECT_EQ(rows[1].author, rows[2].author);
}

TEST_P(StoreContract, ADeletedPostIsOneAnonymousMentionAndStaysDeleted) {
  save(writer(), page({with_counts(post(1), 5, 1), post(2, {"FreeThemAll"}, 2)}));
  EXPECT_TRUE(writer().mark_deleted(post(1).post.key, at_minute(200)));
  EXPECT_FALSE(writer().mark_deleted(post(1).post.key, at_minute(200)));
  save(writer(), page({with_counts(post(1), 5, 1)}, "dos"));
  const Totals totals = reader().totals();
  EXPECT_EQ(totals.mentions, 2);
  EXPECT_EQ(totals.deleted, 1);
  EXPECT_EQ(totals.authors, 1);
  EXPECT_FALSE(totals.engagement);
  EXPECT_EQ(posts_of(reader())[0].author, 0);
  EXPECT_EQ(dump(reader()).find("texto simulado 1"), std::string::npos);
  expect_clean();
}

TEST_P(StoreContract, AReaderSeesOneStateUntilItLooksAgain) {
  save(writer(), page({post(1)}));
  reader().begin_view();
  const auto version = reader().data_version();
  save(writer(), page({post(2)}));
  EXPECT_EQ(reader().totals().posts, 1);
  reader().end_view();
  EXPECT_EQ(reader().totals().posts, 2);
  EXPECT_NE(reader().data_version(), version);
}

TEST_P(StoreContract, HealthNotesAddUp) {
  writer().note({"uno", at_minute(1), SourceState::failing, "no answer", 2, 2, 30, false, std::nullopt});
  PreparedPage one = page({post(1)});
  one.request = RequestLog{at_minute(100), 200, 1, "ok"};
  save(writer(), one);
  const SourceTotal source = reader().sources()[0];
  EXPECT_EQ(source.state, SourceState::ok);
  EXPECT_EQ(source.requests, 3);
  EXPECT_EQ(source.errors, 2);
  EXPECT_EQ(source.rate_limited_seconds, 30);
  EXPECT_EQ(source.last_success, at_minute(100));
}

TEST_P(StoreContract, WhatASourceDidNotAnswerSaysNothingOfItsHealth) {
  writer().note({"uno", at_minute(1), SourceState::failing, "no answer", 1, 1, 0, false, std::nullopt});
  save(writer(), page({post(1)}));  // told by a stream: nobody asked
  const SourceTotal streamed = reader().sources()[0];
  EXPECT_EQ(streamed.state, SourceState::failing);
  EXPECT_EQ(streamed.requests, 1);
  EXPECT_TRUE(streamed.last_success);
  PreparedPage missed = page({});
  missed.read_at = at_minute(200);
  missed.gaps = {{{at_minute(1), at_minute(2)}, "unreachable", GapState::open, 0}};
  save(writer(), missed);
  EXPECT_EQ(reader().sources()[0].state, SourceState::failing);
  EXPECT_EQ(reader().sources()[0].last_success, streamed.last_success);
}

TEST_P(StoreContract, BudgetsSurviveTheWriter) {
  writer().save_budgets(std::array{HostBudget{"uno.example", 1.5, 0.25, at_minute(1), at_minute(2),
                                              std::nullopt, Millis{20'000}, Millis{0}, 2.5, 0, 7}});
  writer_.reset();
  writer_ = open_writer(url_);
  const auto budgets = writer().budgets();
  ASSERT_EQ(budgets.size(), 1u);
  EXPECT_EQ(budgets[0].tokens, 1.5);
  EXPECT_EQ(budgets[0].wait_until, at_minute(2));
  EXPECT_FALSE(budgets[0].halved_until);
  EXPECT_EQ(budgets[0].interval, Millis{20'000});
  EXPECT_EQ(budgets[0].capacity, 2.5);
  EXPECT_EQ(budgets[0].failures, 7);
}

TEST_P(StoreContract, AMissedPollIsAGapAndNoSuccess) {
  SourceNote missed{"uno", at_minute(9), SourceState::failing, "no answer"};
  missed.next_try = at_minute(24);
  missed.clock_skew_seconds = -90;
  missed.missed = {{"freethemall", {{at_minute(5), at_minute(9)}, "unreachable"}}};
  writer().note(missed);
  const SourceTotal source = reader().sources()[0];
  EXPECT_FALSE(source.last_success);
  EXPECT_EQ(source.next_try, at_minute(24));
  EXPECT_EQ(source.clock_skew_seconds, -90);
  ASSERT_EQ(reader().gaps().size(), 1u);
  EXPECT_EQ(reader().gaps()[0].gap.cause, "unreachable");
  PreparedPage answered = page({post(1)});
  answered.request = RequestLog{answered.read_at, 200, 1, "ok"};
  save(writer(), answered);
  EXPECT_FALSE(reader().sources()[0].next_try);
}

TEST_P(StoreContract, RemembersHowFarWasLookedBack) {
  EXPECT_TRUE(writer().lookbacks("uno", "freethemall").empty());
  for (const int minute : {50, 20}) {
    PreparedPage one = page({});
    one.lookback = Lookback{std::chrono::hours{48}, at_minute(minute)};
    save(writer(), one);
  }
  ASSERT_EQ(writer().lookbacks("uno", "freethemall").size(), 1u);
  EXPECT_EQ(writer().lookbacks("uno", "freethemall")[0].at, at_minute(50));
  ASSERT_EQ(reader().lookbacks().size(), 1u);
  EXPECT_EQ(reader().lookbacks()[0].time, (Interval{at_minute(50) - std::chrono::hours{48}, at_minute(50)}));
}

TEST_P(StoreContract, TellsHowStreamsStandUntilSomebodyCollectsAnew) {
  SourceNote note;
  note.source = "uno";
  note.at = at_minute(9);
  note.streams = {{"freethemall", at_minute(9), {}}, {"viralicemos", at_minute(9), {}}};
  writer().note(note);
  note.streams = {{"freethemall", {}, at_minute(12), "the server broke the connection off"}, {"viralicemos", {}, {}}};
  writer().note(note);
  ASSERT_EQ(reader().streams().size(), 1u);
  const StreamRow dropped = reader().streams()[0];
  EXPECT_EQ(dropped.source + " " + dropped.tag, "uno freethemall");
  EXPECT_EQ(dropped.dropped_at, at_minute(12));
  EXPECT_FALSE(dropped.since);
  EXPECT_EQ(dropped.detail, "the server broke the connection off");
  EXPECT_EQ(reader().sources()[0].detail, "") << "polls go on as before";
  writer().set_campaign(campaign(), at_minute(20));
  EXPECT_TRUE(reader().streams().empty());
}

TEST_P(StoreContract, WhatCouldNotBeReadIsKeptOnce) {
  PreparedPage one = page({});
  one.issues = {{"post 3", "the date is not a date"}};
  save(writer(), one);
  save(writer(), one);
  EXPECT_EQ(reader().issues(10).size(), 1u);
  EXPECT_EQ(reader().sources()[0].issues, 1);
}

TEST_P(StoreContract, OnlyAnEmptyDatabaseCanBecomeSimulated) {
  writer().mark_simulated("red simulada 1");
  EXPECT_EQ(writer().simulated(), "red simulada 1");
  EXPECT_EQ(reader().simulated(), "red simulada 1");
  EXPECT_THROW(writer().mark_simulated("otra"), StorageError);
}

TEST_P(StoreContract, RealPostsCannotBecomeSimulated) {
  save(writer(), page({post(1)}));
  EXPECT_THROW(writer().mark_simulated("red simulada 1"), StorageError);
  EXPECT_EQ(reader().simulated(), "");
}

TEST_P(StoreContract, ManyPostsKeepTheirIdentity) {
  std::vector<PreparedPost> posts;
  for (int i = 0; i < 1000; ++i) posts.push_back(post(i, {"FreeThemAll"}, i, i));
  EXPECT_EQ(save(writer(), page(posts)).new_posts, 1000);
  EXPECT_EQ(save(writer(), page(posts, "dos")).new_posts, 0);
  EXPECT_EQ(reader().totals().posts, 1000);
  EXPECT_EQ(reader().totals().authors, 1000);
  expect_clean();
}

}  // namespace clamor::storage::test
