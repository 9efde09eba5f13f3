#include "storage/records.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

class Merging : public ::testing::Test {
 protected:
  Merging() : writer_(open_writer(folder_.database())) {
    writer_->set_campaign(campaign(), start);
    reader_ = open_reader(folder_.database());
  }
  PostDetail only() {
    const auto rows = posts_of(*reader_);
    EXPECT_EQ(rows.size(), 1u);
    return rows.empty() ? PostDetail{} : detail_of(*reader_, rows[0].id);
  }
  void expect_clean() { EXPECT_EQ(reader_->verify(), std::vector<std::string>{}); }

  TempFolder folder_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Reader> reader_;
};

PreparedPost edited(PreparedPost p, int minute, const std::string& text) {
  p.post.edited_at = at_minute(minute);
  p.post.text = text;
  return p;
}

TEST_F(Merging, AnEditReplacesTheTextAndALateOlderCopyDoesNot) {
  save(*writer_, page({post(1)}, "uno", 100));
  save(*writer_, page({edited(post(1), 50, "corregido")}, "dos", 101));
  EXPECT_EQ(only().text, "corregido");
  save(*writer_, page({post(1)}, "uno", 102));
  EXPECT_EQ(only().text, "corregido");
  expect_clean();
}

TEST_F(Merging, APostWhoseTagWasEditedAwayStopsCountingAndIsTold) {
  save(*writer_, page({post(1, {"FreeThemAll", "Viralicemos"})}));
  save(*writer_, page({edited(post(1, {"Viralicemos"}), 50, "sin la etiqueta")}));
  const Totals totals = reader_->totals();
  EXPECT_EQ(totals.posts, 1);
  EXPECT_EQ(totals.mentions, 1);
  EXPECT_EQ(totals.edited_away, 1);
  expect_clean();
  save(*writer_, page({edited(post(1, {"FreeThemAll"}), 60, "otra vez")}));
  EXPECT_EQ(reader_->totals().mentions, 1);
  EXPECT_EQ(reader_->tags()[0].mentions, 1);
  expect_clean();
}

TEST_F(Merging, TheHomeServersCopyBeatsALongerOneFromElsewhere) {
  PreparedPost far = post(1);
  far.post.text = "una copia mucho más larga, de otro servidor";
  save(*writer_, page({far}, "dos", 100));
  save(*writer_, page({post(1)}, "uno", 101));
  EXPECT_EQ(only().text, "texto simulado 1");
  save(*writer_, page({far}, "dos", 102));
  EXPECT_EQ(only().text, "texto simulado 1");
}

TEST_F(Merging, AnEarlierFirstSightMovesARepairedTimeAndItsRollUps) {
  PreparedPost future = post(1);
  future.post.created_at = at_minute(10'000);
  future.repair = TimeRepair::claim_in_future;
  future.charted_at = at_minute(100);
  save(*writer_, page({future}, "uno", 100));
  future.charted_at = at_minute(40);
  save(*writer_, page({future}, "dos", 40));
  EXPECT_EQ(only().at, at_minute(40));
  EXPECT_EQ(only().repair, TimeRepair::claim_in_future);
  EXPECT_EQ(reader_->rollups().size(), 2u);
  expect_clean();
}

TEST_F(Merging, AnAuthorKeepsTheProfileOfTheHomeServer) {
  Author home, far;
  home.key = far.key = author_key(1);
  home.handle = far.handle = home.key.id;
  home.display_name = "cuenta simulada 1";
  far.display_name = "copia vieja";
  home.followers = 12;
  far.followers = 900;
  PreparedPage first = page({post(1)}, "uno", 100);
  first.authors = {home};
  PreparedPage second = page({post(1)}, "dos", 101);
  second.authors = {far};
  save(*writer_, first);
  save(*writer_, second);
  EXPECT_EQ(only().author_name, "cuenta simulada 1");
  EXPECT_EQ(posts_of(*reader_)[0].followers, 12);
}

TEST_F(Merging, FollowersAreThoseReadNearestToThePost) {
  // The post of minute 95 is seen from minute 100 on; minute 50 brought an older post of the same author.
  for (const auto& [minute, number, followers] :
       {std::tuple{50, 2, 10}, std::tuple{300, 1, 30}, std::tuple{100, 1, 20}}) {
    PreparedPage one = page({post(number, {"FreeThemAll"}, 1, number == 1 ? 95 : 40)}, "uno", minute + 60);
    one.read_at = at_minute(minute);
    one.authors.emplace_back().key = author_key(1);
    one.authors.back().followers = followers;
    save(*writer_, one);
  }
  ASSERT_EQ(posts_of(*reader_).size(), 2u);
  EXPECT_EQ(posts_of(*reader_)[0].followers, 10);
  EXPECT_EQ(posts_of(*reader_)[1].followers, 20);
}

TEST_F(Merging, FollowersOfAProfileWithoutAPostCountToo) {
  save(*writer_, page({post(1, {"FreeThemAll"}, 1, 95)}, "uno", 200));
  PreparedPage profile = page({}, "uno", 200);
  profile.read_at = at_minute(100);
  profile.authors.emplace_back().key = author_key(1);
  profile.authors.back().followers = 40;
  save(*writer_, profile);
  EXPECT_EQ(posts_of(*reader_)[0].followers, 40);
  expect_clean();
}

TEST_F(Merging, AnOlderProfileGivesWayToOneConfirmedSince) {
  const auto read = [&](int minute, const std::string& name) {
    PreparedPage one = page({}, "uno", 600);
    one.read_at = at_minute(minute);
    one.authors.emplace_back().key = author_key(1);
    one.authors.back().display_name = name;
    save(*writer_, one);
    writer_ = nullptr;  // nothing is remembered in between
    writer_ = open_writer(folder_.database());
    writer_->set_campaign(campaign(), start);
  };
  read(100, "cuenta simulada");
  read(300, "cuenta simulada");
  read(200, "otro nombre simulado");
  const auto name = [&] {
    std::string only;
    open_record_reader(folder_.database())->each_author([&](const AuthorRecord& record) {
      only = record.author.display_name;
      EXPECT_EQ(record.read_at, at_minute(only == "cuenta simulada" ? 300 : 400));
    });
    return only;
  };
  EXPECT_EQ(name(), "cuenta simulada");
  read(400, "otro nombre simulado");
  EXPECT_EQ(name(), "otro nombre simulado");
}

TEST_F(Merging, ABoosterCountsOnceAndOnlyForCountedPosts) {
  PreparedPage one = page({post(1), post(2), post(3, {"otra"})});
  for (const int boosted : {1, 2, 3}) {
    one.edges.push_back({EdgeKind::boost, author_key(8), author_key(1), post(boosted).post.key, {}, {}, {}});
  }
  one.edges.push_back({EdgeKind::boost, author_key(9), author_key(1), post(3).post.key, {}, {}, {}});
  save(*writer_, one);
  EXPECT_EQ(reader_->totals().boosters, 1);
  expect_clean();
}

TEST_F(Merging, AnAuthorWhoAskedNotToBeIndexedIsCountedButNotListed) {
  PreparedPage one = page({post(1)});
  one.authors.emplace_back().key = author_key(1);
  one.authors.back().consent.indexable = false;
  save(*writer_, one);
  EXPECT_FALSE(only().listable);
  EXPECT_EQ(reader_->totals().authors, 1);
}

// More posts than a writer keeps in memory, met twice: whether one was still there or read again makes no
// difference.
TEST_F(Merging, PostsAreTheSameWhetherTheWriterStillHeldThemOrReadThemAgain) {
  constexpr int many = 15'000;
  std::vector<PreparedPost> posts;
  for (int i = 0; i < many; ++i) posts.push_back(with_counts(post(i, {"FreeThemAll"}, i % 50, i), 1, i % 3));
  save(*writer_, page(posts, "uno", 20'000));
  for (PreparedPost& each : posts) each.post.counts.likes = 2;
  save(*writer_, page(posts, "uno", 20'100));
  save(*writer_, page({posts.back()}, "uno", 20'200));
  const Totals totals = reader_->totals();
  EXPECT_EQ(totals.posts, many);
  EXPECT_EQ(totals.boosts, many / 3 * (0 + 1 + 2));
  EXPECT_EQ(totals.engagement, many / 3 * (0 + 1 + 2) + 2 * many);
  expect_clean();
  const std::string before = dump(*reader_);
  writer_.reset();
  writer_ = open_writer(folder_.database());
  save(*writer_, page(posts, "uno", 20'100));
  EXPECT_EQ(dump(*reader_), before);
}

TEST_F(Merging, APostHeldByTheWriterFollowsAChangeOfTheCampaign) {
  save(*writer_, page({post(1, {"OtraEtiqueta"})}));
  EXPECT_EQ(reader_->totals().posts, 0);
  CampaignSetup wider = campaign();
  wider.tags.push_back({"otraetiqueta", "OtraEtiqueta", {}, {}});
  writer_->set_campaign(wider, at_minute(200));
  EXPECT_EQ(reader_->totals().posts, 1);
  save(*writer_, page({with_counts(post(1, {"OtraEtiqueta"}), 3, 1)}, "uno", 300));
  EXPECT_EQ(reader_->totals().engagement, 4);
  expect_clean();
}

TEST_F(Merging, APostTakenAwayWhileTheWriterHoldsItStaysAway) {
  save(*writer_, page({with_counts(post(1), 3, 1)}, "uno", 100));
  ASSERT_TRUE(writer_->mark_deleted(post(1).post.key, at_minute(150)));
  save(*writer_, page({with_counts(post(1), 5, 1)}, "uno", 200));
  EXPECT_EQ(only().text, "");
  EXPECT_EQ(reader_->totals().deleted, 1);
  EXPECT_EQ(reader_->totals().engagement.value_or(0), 0);
  expect_clean();
}

}  // namespace clamor::storage::test
