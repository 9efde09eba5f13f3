// What is older than allowed goes, and only that.
#include <fstream>
#include <sstream>

#include "tests/storage/disk.hpp"
#include "tests/storage/raw.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace {

constexpr std::int64_t day = 24 * 60;
const auto always = [] { return true; };

class Keeping : public ::testing::Test {
 protected:
  Keeping() : writer_(open_writer(folder_.database())) {
    writer_->set_campaign(campaign(), start);
    reader_ = open_reader(folder_.database());
  }
  void expect_clean() { EXPECT_EQ(reader_->verify(), std::vector<std::string>{}); }
  std::string bytes() {
    std::ostringstream all;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      if (entry.file_size() > 0) all << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    return all.str();
  }

  TempFolder folder_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Reader> reader_;
};

}  // namespace

TEST_F(Keeping, TextsGoAfterTheirDaysAndTheirCountsStay) {
  save(*writer_, page({with_counts(post(1, {"FreeThemAll"}, 1, 0), 3, 1),
                       with_counts(post(2, {"FreeThemAll"}, 2, 5 * day), 2, 0)}));
  const Pruned pruned = writer_->prune({10}, at_minute(12 * day), always);
  EXPECT_EQ(pruned.texts, 1);
  EXPECT_EQ(pruned.expired.posts, 0);
  EXPECT_EQ(reader_->totals().engagement, 6);
  EXPECT_EQ(reader_->totals().authors, 2);
  EXPECT_EQ(writer_->pruned_at(), at_minute(12 * day));
  writer_->scrub(always);
  EXPECT_EQ(bytes().find("texto simulado 1"), std::string::npos);
  EXPECT_NE(bytes().find("texto simulado 2"), std::string::npos);
  EXPECT_EQ(writer_->prune({10}, at_minute(12 * day), always).texts, 0);
  expect_clean();
}

// Whoever drew charts goes on with them; who keeps an index of words hears which posts lost theirs.
TEST_F(Keeping, TextsThatGoAreNewsOfThosePostsAloneAndLeaveTheFiguresBesideTheFile) {
  save(*writer_, page({post(1, {"FreeThemAll"}, 1, 0), post(2, {"FreeThemAll"}, 2, 5 * day)}));
  const std::string database = storage::file_of(folder_.database());
  for (const char* ending : {".cache", ".search"}) std::ofstream(database + ending) << "x";
  const HistoryMark before = reader_->history_mark();
  writer_->prune({10}, at_minute(12 * day), always);
  const auto changes = reader_->changes_since(before);
  ASSERT_TRUE(changes);
  EXPECT_EQ(changes->posts.size(), 1);
  EXPECT_EQ(writer_->scrub(always).removed, std::vector<std::string>{database + ".search"});
  EXPECT_TRUE(std::filesystem::exists(database + ".cache"));
  writer_->forget({author_key(1)}, at_minute(12 * day));
  EXPECT_EQ(writer_->scrub(always).removed, std::vector<std::string>{database + ".cache"});
}

TEST_F(Keeping, AFileThatCannotBeRewrittenOnAFullDiskIsWholeAndSaysWhatItNeeds) {
  save(*writer_, page({post(1), post(2, {"FreeThemAll"}, 2, 5 * day)}));
  writer_->prune({10}, at_minute(12 * day), always);
  int failed = 0;
  for (DiskFault fault{DiskFault::write, 13, 1, true};; ++fault.at, ++failed) {
    writer_.reset();
    reader_.reset();
    {
      Disk disk;
      const auto writer = open_writer(folder_.database());
      disk.fail(fault);
      const Scrubbed scrubbed = writer->scrub(always);
      const bool met = disk.struck();
      disk.heal();
      if (!met) break;
      EXPECT_FALSE(scrubbed.complete);
      EXPECT_GT(scrubbed.room_needed, 0);
      EXPECT_EQ(save(*writer, page({post(200 + failed)})).new_posts, 1) << "collecting goes on";
    }
    reader_ = open_reader(folder_.database());
    expect_clean();
    ASSERT_LT(failed, 1'000);
  }
  EXPECT_GT(failed, 3);
  reader_ = open_reader(folder_.database());
  EXPECT_EQ(bytes().find("texto simulado 1"), std::string::npos);
  expect_clean();
}

TEST_F(Keeping, ATextReadAgainDoesNotComeBack) {
  const PreparedPage one = page({post(1)});
  save(*writer_, one);
  writer_->prune({10}, at_minute(12 * day), always);
  save(*writer_, one);
  EXPECT_EQ(detail_of(*reader_, posts_of(*reader_)[0].id).text, "");
}

TEST_F(Keeping, PostsOfAKindWithALimitExpireUnlessTheyAreReadAgain) {
  save(*writer_, page({post(1), post(2, {"FreeThemAll"}, 2)}, "uno", 0));
  save(*writer_, page({post(2, {"FreeThemAll"}, 2)}, "uno", 25 * day));
  PreparedPost sky = post(3, {"FreeThemAll"}, 3);
  sky.post.key = {Network::bluesky, "at://did:plc:simulado/app.bsky.feed.post/3"};
  sky.post.author = {Network::bluesky, "did:plc:simulado"};
  save(*writer_, page({sky}, "cielo", 0));
  Retention retention;
  retention.kinds = {{"mastodon", 30}};
  const Pruned pruned = writer_->prune(retention, at_minute(40 * day), always);
  EXPECT_EQ(pruned.expired.posts, 1);
  EXPECT_EQ(pruned.profiles, 1);
  const Totals totals = reader_->totals();
  EXPECT_EQ(totals.expired, 1);
  EXPECT_EQ(totals.deleted, 0);
  EXPECT_EQ(totals.posts, 3);
  EXPECT_EQ(totals.authors, 2);
  expect_clean();
  save(*writer_, page({post(1)}, "uno", 41 * day));
  EXPECT_EQ(reader_->totals().authors, 2);
  expect_clean();
}

TEST_F(Keeping, APostReadAgainForItsCountsIsKeptForAsLongAsOneSeenAgain) {
  save(*writer_, page({with_counts(post(1), 3, 1), with_counts(post(2, {"FreeThemAll"}, 2), 3, 1)}, "uno", 0));
  PreparedPage again = page({with_counts(post(1), 3, 1)}, "uno", 25 * day);
  again.tag.clear();
  again.reread = true;
  save(*writer_, again);
  Retention retention;
  retention.kinds = {{"mastodon", 30}};
  EXPECT_EQ(writer_->prune(retention, at_minute(40 * day), always).expired.posts, 1);
  EXPECT_EQ(posts_of(*reader_).size(), 2u);  // one without its author
  EXPECT_EQ(reader_->totals().authors, 1);
  EXPECT_EQ(writer_->prune(retention, at_minute(56 * day), always).expired.posts, 1);
  EXPECT_EQ(reader_->totals().authors, 0);
  expect_clean();
}

TEST_F(Keeping, AllPostsExpireWhereTheCampaignSaysSo) {
  std::vector<PreparedPost> posts;
  for (int i = 0; i < 30; ++i) posts.push_back(with_counts(post(i, {"FreeThemAll"}, i, i * day), 1, 1));
  save(*writer_, page(posts));
  Retention retention;
  retention.text_days = 0;
  retention.post_days = 7;
  const Pruned pruned = writer_->prune(retention, at_minute(30 * day), always);
  EXPECT_EQ(pruned.texts, 30);
  EXPECT_EQ(pruned.expired.posts, 23);
  EXPECT_EQ(reader_->totals().posts, 30);
  EXPECT_EQ(reader_->totals().authors, 7);
  expect_clean();
}

TEST_F(Keeping, NamesGoWhenTheCampaignBecameSensitiveAndOnlyOnce) {
  save(*writer_, page({post(1), post(2, {"FreeThemAll"}, 2)}));
  const Retention sensitive{.text_days = 0, .post_days = 7, .names = false};
  const Pruned first = writer_->prune(sensitive, at_minute(day), always);
  EXPECT_TRUE(first.names);
  EXPECT_EQ(first.expired.posts, 0);
  writer_->scrub(always);
  for (const char* word : {"cuenta_simulada", "texto simulado", "uno.example/posts"})
    EXPECT_EQ(bytes().find(word), std::string::npos) << word;
  EXPECT_EQ(reader_->totals().authors, 2);
  save(*writer_, page({post(3)}));
  EXPECT_FALSE(writer_->prune(sensitive, at_minute(day), always).names);
  EXPECT_EQ(dump(*reader_).find("cuenta_simulada"), std::string::npos);
  expect_clean();
}

TEST_F(Keeping, LinksGoWithTheLastPostThatSharedThem) {
  auto first = post(1), second = post(2);
  first.links = second.links = {"https://casa.example/"};
  save(*writer_, page({first, second}));
  const auto links_after = [&](const PreparedPost& deleted) {
    writer_->mark_deleted(deleted.post.key, at_minute(200));
    writer_->prune({}, at_minute(day), always);
    return Raw(folder_.database()).number("SELECT count(*) FROM link");
  };
  EXPECT_EQ(links_after(first), 1);
  EXPECT_EQ(links_after(second), 0);
  expect_clean();
}

TEST_F(Keeping, StopsWhenAskedAndGoesOnNextTime) {
  save(*writer_, page({post(1)}));
  EXPECT_EQ(writer_->prune({10}, at_minute(12 * day), [] { return false; }).texts, 0);
  EXPECT_FALSE(writer_->pruned_at());
  EXPECT_EQ(writer_->prune({10}, at_minute(12 * day), always).texts, 1);
}

}  // namespace clamor::storage::test
