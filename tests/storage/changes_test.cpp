// What a reader is told has changed since it looked last.
#include <algorithm>
#include <limits>

#include "storage/sqlite/touched.hpp"
#include "tests/storage/raw.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace {

struct World {
  TempFolder folder;
  std::unique_ptr<Writer> writer = open_writer(folder.database());
  std::unique_ptr<Reader> reader;
  World() {
    writer->set_campaign(campaign(), start);
    reader = open_reader(folder.database());
  }
  std::int64_t id_of(int minute) const {
    for (const PostRow& row : posts_of(*reader))
      if (row.at == at_minute(minute)) return row.id;
    return 0;
  }
};

bool same(const PostRow& a, const PostRow& b) {
  return a.id == b.id && a.at == b.at && a.tag_mask == b.tag_mask && a.network == b.network &&
         a.author == b.author && a.counts == b.counts && a.followers == b.followers && a.links == b.links;
}

}  // namespace

TEST(Changes, NameNewEditedRecountedAndDeletedPostsAndNothingElse) {
  World world;
  save(*world.writer, page({post(1, {"FreeThemAll"}, 1, 1), post(2, {"FreeThemAll"}, 2, 2)}));
  const auto first = world.reader->history_mark();
  EXPECT_TRUE(world.reader->changes_since(first)->posts.empty());

  save(*world.writer, page({post(3, {"FreeThemAll"}, 1, 3)}));
  save(*world.writer, page({with_counts(post(1, {"FreeThemAll"}, 1, 1), 4, 0), post(2, {"FreeThemAll"}, 2, 2)}));
  auto changes = world.reader->changes_since(first);
  ASSERT_TRUE(changes);
  EXPECT_EQ(changes->posts, (std::vector{world.id_of(1), world.id_of(3)}));
  EXPECT_EQ(changes->now, world.reader->history_mark());

  const auto second = changes->now;
  auto edited = post(3, {"nada"}, 1, 3);
  edited.post.edited_at = at_minute(50);
  const auto third_post = world.id_of(3);
  save(*world.writer, page({edited}));
  world.writer->mark_deleted(post(2).post.key, at_minute(60));
  changes = world.reader->changes_since(second);
  EXPECT_EQ(changes->posts.size(), 2u);
  EXPECT_TRUE(std::ranges::binary_search(changes->posts, third_post));
}

TEST(Changes, NameAPostThatLeadsToOneMoreLink) {
  World world;
  auto leading = post(1, {"FreeThemAll"}, 1, 1);
  leading.links = {"https://example.org/uno"};
  save(*world.writer, page({leading}));
  const auto before = world.reader->history_mark();
  leading.links.push_back("https://example.org/dos");  // as another server tells the same post
  save(*world.writer, page({leading}, "dos"));
  EXPECT_EQ(world.reader->changes_since(before)->posts, std::vector{world.id_of(1)});
  const auto links = posts_of(*world.reader).front().links;
  ASSERT_EQ(links.size(), 2u);
  const auto texts = world.reader->links(links);
  EXPECT_EQ(texts.at(0).url, "https://example.org/uno");
  EXPECT_EQ(texts.at(1).url, "https://example.org/dos");
  EXPECT_TRUE(world.reader->links(std::vector<std::int64_t>{999}).empty());
}

TEST(Changes, NameAuthorsWithNewFollowerReadings) {
  World world;
  auto one = page({post(1)});
  one.authors.emplace_back().key = author_key(1);
  one.authors.back().followers = 12;
  save(*world.writer, one);
  const auto mark = world.reader->history_mark();
  save(*world.writer, one);
  EXPECT_EQ(world.reader->history_mark(), mark) << "the same page again changes nothing";
  one.read_at = at_minute(300);
  one.authors.back().followers = 30;
  save(*world.writer, one);
  EXPECT_EQ(world.reader->history_mark(), mark) << "numbers are told with a post once";
  one.posts.clear();
  for (const int minute : {320, 420}) {
    one.read_at = at_minute(minute);
    one.authors.back().followers = minute;
    save(*world.writer, one);
  }
  const auto changes = world.reader->changes_since(mark);
  ASSERT_EQ(changes->authors.size(), 1u);
  EXPECT_EQ(changes->readings_from, at_minute(320));
  EXPECT_EQ(world.reader->followers_changed_from(changes->authors[0], at_minute(320)), UtcTime::min());
  EXPECT_EQ(world.reader->followers_changed_from(changes->authors[0], at_minute(420)), at_minute(370));
}

TEST(Changes, AreNotToldAcrossHistoriesOrAfterTheCampaignWasReadAnew) {
  World world, other;
  for (const auto* each : {&world, &other}) save(*each->writer, page({post(1)}));
  const auto mark = world.reader->history_mark();
  EXPECT_EQ(mark.commit, other.reader->history_mark().commit);
  EXPECT_FALSE(other.reader->changes_since(mark)) << "the same number, drawn by another lot";
  EXPECT_FALSE(world.reader->changes_since({mark.commit + 1, mark.token}));
  auto fewer = campaign();
  fewer.tags.pop_back();
  world.writer->set_campaign(fewer, at_minute(500));
  EXPECT_FALSE(world.reader->changes_since(mark));
  EXPECT_TRUE(world.reader->changes_since(world.reader->history_mark()));
}

TEST(Changes, OfATransactionThatFailedAreForgotten) {
  World world;
  save(*world.writer, page({post(1)}));
  const auto mark = world.reader->history_mark();
  EXPECT_THROW(save(*world.writer, page({post(2)}, "nobody")), StorageError);
  save(*world.writer, page({post(3, {"FreeThemAll"}, 1, 3)}));
  EXPECT_EQ(world.reader->changes_since(mark)->posts, std::vector{world.id_of(3)});
}

TEST(Changes, OfLongAgoAreDroppedAndToldAsSuch) {
  World world;
  save(*world.writer, page({post(1)}));
  const auto mark = world.reader->history_mark();
  save(*world.writer, page({post(2)}));
  EXPECT_TRUE(world.reader->changes_since(mark));
  Raw(world.folder.database()).run("UPDATE change SET named = 3000000 WHERE id = (SELECT max(id) FROM change)");
  save(*world.writer, page({post(3)}));
  EXPECT_FALSE(world.reader->changes_since(mark));
}

TEST(Changes, PostsAskedForByTheirIdsAreThoseOfTheWholeList) {
  World world;
  for (const PreparedPage& each : ledger(7, 30, 60, 8)) save(*world.writer, each);
  world.writer->mark_deleted(post(1).post.key, at_minute(900));
  const auto all = posts_of(*world.reader);
  std::vector<std::int64_t> ids{999'999};
  for (std::int64_t id = 1; id < 200; ++id) ids.push_back(id);
  const auto asked = world.reader->counted_posts(ids);
  ASSERT_EQ(asked.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_TRUE(same(asked[i], all[i])) << i;
}

TEST(PackedIds, ComeBackInOrderEachOnce) {
  std::vector<std::int64_t> ids{300, 5, 5, 1'000'000'000'000, 0, 127, 128, std::numeric_limits<std::int64_t>::max()};
  const std::string packed = packed_ids(ids);
  std::vector<std::int64_t> back;
  unpack_ids(packed, back);
  EXPECT_EQ(back, ids);
  EXPECT_EQ(ids, (std::vector<std::int64_t>{0, 5, 127, 128, 300, 1'000'000'000'000,
                                            std::numeric_limits<std::int64_t>::max()}));
}

}  // namespace clamor::storage::test
