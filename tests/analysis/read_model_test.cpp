// The read model over real databases: what is refreshed or read from the cache equals what is read anew.
#include "analysis/read_model.hpp"

#define XXH_INLINE_ALL
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <xxhash.h>

#include <thread>

#include "analysis/measures.hpp"
#include "tests/analysis/fake_reader.hpp"
#include "tests/analysis/kept_world.hpp"

using namespace clamor;
using namespace clamor::analysis;

TEST(ReadModelTest, HoldsThePostsOfTheStore) {
  World world;
  world.fill(3, 60);
  const auto rows = storage::test::posts_of(*world.reader);
  const auto kept = rows_of(*world.anew());
  ASSERT_EQ(kept.size(), rows.size());
  ASSERT_GT(rows.size(), 200u);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(kept[i].id, rows[i].id);
    EXPECT_EQ(kept[i].at, rows[i].at);
    EXPECT_EQ(kept[i].tag_mask, rows[i].tag_mask);
    EXPECT_EQ(kept[i].author, rows[i].author);
    EXPECT_EQ(kept[i].counts.likes, rows[i].counts.likes);
    EXPECT_EQ(kept[i].followers, rows[i].followers);
  }
}

// The sums of charts and the roll-ups of the store come from the same posts by different ways.
TEST(ReadModelTest, AddsUpToTheRollUpsOfTheStore) {
  World world;
  world.fill(4, 60);
  world.writer->mark_deleted(storage::test::post(12).post.key, at_minute(900));
  const auto snapshot = world.anew();
  const Interval all = *snapshot->data_span();
  std::map<std::string, storage::RollupRow> sums;
  for (const auto& row : world.reader->rollups()) {
    sums[row.tag].posts += row.posts;
    sums[row.tag].boosts += row.boosts;
    sums[row.tag].engagement += row.engagement;
  }
  for (std::size_t tag = 0; tag <= snapshot->tags().size(); ++tag) {
    Filter filter{all, {}, {}};
    if (tag < snapshot->tags().size()) filter.tags = {tag};
    const auto& sum = sums[tag < snapshot->tags().size() ? snapshot->tags()[tag].key : ""];
    const auto part = participation(*snapshot, filter);
    EXPECT_EQ(part.posts, sum.posts);
    EXPECT_EQ(part.boosts.value_or(0), sum.boosts);
    EXPECT_EQ(part.engagement.value_or(0), sum.engagement);
  }
}

TEST(ReadModelTest, RefreshedAfterAnySequenceOfSavesEditsAndDeletionsEqualsReadAnew) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    World world;
    ReadModel model;
    std::mt19937 random(seed);
    model.take(*world.reader, now);
    bool refreshed = false;
    auto pages = storage::test::ledger(seed, 40, 150, 4);
    for (auto& page : pages) {
      page.read_at += Millis{static_cast<std::int64_t>(random() % 20'000) * 60'000};  // late and early readings
      for (auto& author : page.authors) author.followers = static_cast<std::int64_t>(random() % 900);
      save(*world.writer, World::spread(page));
      if (random() % 5 == 0)
        world.writer->mark_deleted(page.posts[random() % page.posts.size()].post.key, page.read_at);
      if (random() % 3 != 0) continue;  // several commits at once
      expect_same(*model.take(*world.reader, now), *world.anew());
      refreshed = refreshed || model.report().work == Work::refreshed;
      if (HasFatalFailure()) return;
    }
    expect_same(*model.take(*world.reader, now), *world.anew());
    EXPECT_TRUE(refreshed) << "seed " << seed;
  }
}

TEST(ReadModelTest, MakesOnlyTheDaysAnewThatChanged) {
  World world;
  world.fill(5, 60);
  ReadModel model;
  const auto before = model.take(*world.reader, now);
  EXPECT_EQ(model.report().work, Work::rebuilt);
  save(*world.writer, storage::test::page({storage::test::post(9'000, {"FreeThemAll"}, 3, 7)}, "dos", 9'999));
  const auto after = model.take(*world.reader, now);
  EXPECT_EQ(model.report().work, Work::refreshed);
  EXPECT_EQ(model.report().posts, 1u);
  EXPECT_EQ(model.report().days, 1u);
  ASSERT_GT(before->days().size(), 5u);
  EXPECT_NE(before->days()[0], after->days()[0]);
  for (std::size_t i = 1; i < before->days().size(); ++i) EXPECT_EQ(before->days()[i], after->days()[i]);
  model.take(*world.reader, now);
  EXPECT_EQ(model.report().work, Work::nothing);
}

TEST(ReadModelTest, ReadsAnewWhenTheHashtagsOrTheZoneChange) {
  World world;
  world.fill(6);
  ReadModel model;
  model.take(*world.reader, now);
  auto setup = storage::test::campaign();
  std::swap(setup.tags[0], setup.tags[1]);
  world.writer->set_campaign(setup, now);
  expect_same(*model.take(*world.reader, now), *world.anew());
  EXPECT_EQ(model.report().work, Work::rebuilt);
  setup.timezone = "Asia/Kolkata";
  world.writer->set_campaign(setup, now);
  expect_same(*model.take(*world.reader, now), *world.anew());
  EXPECT_EQ(model.report().work, Work::rebuilt);
}

TEST(ReadModelTest, AReadingThatFailedHalfwayLeavesNothingBehind) {
  class Failing final : public FakeReader {
   public:
    bool fails = true;
    void each_post(const std::function<void(const PostRow&)>& take) override {
      std::size_t told = 0;
      FakeReader::each_post([&](const PostRow& row) {
        if (fails && ++told > posts.size() / 2)
          throw storage::StorageError(storage::StorageError::Kind::other, "the disk has gone");
        take(row);
      });
    }
    std::optional<storage::Changes> changes_since(const storage::HistoryMark& mark) override {
      return storage::Changes{mark, {}, {}, {}};
    }
  } reader;
  for (int i = 0; i < 100; ++i) reader.post(at_minute(i * 600), 1 + i);
  ReadModel model;
  EXPECT_THROW(model.take(reader, now), storage::StorageError);
  reader.fails = false;
  EXPECT_EQ(rows_of(*model.take(reader, now)).size(), 100u);
}

// ---- the cache beside the database ----------------------------------------------------------------------

TEST(ReadModelCache, SparesTheNextStartAFullReading) {
  World world;
  world.fill(7);
  expect_same(*ReadModel(world.cache, 1).take(*world.reader, now), *world.anew());
  save(*world.writer, storage::test::page({storage::test::post(9'000, {"FreeThemAll"}, 3, 7)}, "dos", 9'999));
  ReadModel second(world.cache, 1);
  expect_same(*second.take(*world.reader, now), *world.anew());
  EXPECT_TRUE(second.report().began_with_cache);
  EXPECT_EQ(second.report().work, Work::refreshed);
}

TEST(ReadModelCache, IsForItsOwnerAloneAndHoldsNoTextAndNoName) {
  World world;
  auto page = storage::test::page({storage::test::post(1, {"FreeThemAll"}, 3, 7)});
  page.authors.emplace_back().key = page.posts[0].post.author;
  page.authors.back().handle = page.authors.back().display_name = "canario_simulado";
  page.posts[0].post.text = "canario simulado";
  save(*world.writer, page);
  ReadModel(world.cache, 1).take(*world.reader, now);
  struct stat about {};
  ASSERT_EQ(::stat(world.cache.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  const std::string bytes = bytes_of(world.cache);
  for (const char* word : {"canario", "cuenta_simulada", "uno.example", "texto"})
    EXPECT_EQ(bytes.find(word), std::string::npos) << word;
}

TEST(ReadModelCache, IsNotMadeForFewPostsAndDoneWithoutWhereItCannotBe) {
  World world;
  world.fill(8);
  ReadModel(world.cache).take(*world.reader, now);
  EXPECT_FALSE(std::filesystem::exists(world.cache));
  ReadModel nowhere(world.folder.path() / "missing" / "clamor.cache", 1);
  expect_same(*nowhere.take(*world.reader, now), *world.anew());
  world.fill(9, 3);
  expect_same(*nowhere.take(*world.reader, now), *world.anew());
}

TEST(ReadModelCache, WithAnyBitTurnedIsMadeAnew) {
  World world;
  world.fill(10, 4);
  ReadModel(world.cache, 1).take(*world.reader, now);
  const auto expected = world.anew();
  const std::string good = bytes_of(world.cache);
  // Every byte of the header and of the end, which say where everything is, and some of all the rest.
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < 104; ++i) places.push_back(i);
  for (std::size_t i = good.size() - 200; i < good.size(); ++i) places.push_back(i);
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) places.push_back(random() % good.size());
  for (const std::size_t place : places) {
    std::string bad = good;
    bad[place] = static_cast<char>(bad[place] ^ (1 << random() % 8));
    write(world.cache, bad);
    ReadModel model(world.cache, 1);
    expect_same(*model.take(*world.reader, now), *expected);
    ASSERT_FALSE(HasFatalFailure() || HasNonfatalFailure()) << "byte " << place;
  }
}

TEST(ReadModelCache, OfAnotherVersionIsMadeAnewThoughItIsWhole) {
  World world;
  world.fill(15, 4);
  ReadModel(world.cache, 1).take(*world.reader, now);
  std::string other = bytes_of(world.cache);
  ++other[16];  // the version, behind the magic words; the checksum ends the header
  const std::uint64_t sum = XXH3_64bits(other.data(), 96);
  other.replace(96, sizeof sum, reinterpret_cast<const char*>(&sum), sizeof sum);
  write(world.cache, other);
  ReadModel model(world.cache, 1);
  expect_same(*model.take(*world.reader, now), *world.anew());
  EXPECT_FALSE(model.report().began_with_cache);
  --other[16];
  const std::uint64_t right = XXH3_64bits(other.data(), 96);
  other.replace(96, sizeof right, reinterpret_cast<const char*>(&right), sizeof right);
  write(world.cache, other);
  ReadModel same_version(world.cache, 1);
  same_version.take(*world.reader, now);
  EXPECT_TRUE(same_version.report().began_with_cache);
}

TEST(ReadModelCache, CutShortGrownOrReplacedIsMadeAnew) {
  World world;
  world.fill(11, 4);
  ReadModel(world.cache, 1).take(*world.reader, now);
  const auto expected = world.anew();
  const std::string good = bytes_of(world.cache);
  for (const std::string& bad :
       {good.substr(0, good.size() / 2), good.substr(0, good.size() - 1), good.substr(0, 20), std::string(),
        good + "x", std::string(1 << 16, '\0'), std::string("not a cache at all")}) {
    write(world.cache, bad);
    ReadModel model(world.cache, 1);
    expect_same(*model.take(*world.reader, now), *expected);
    EXPECT_FALSE(model.report().began_with_cache);
    EXPECT_EQ(model.report().work, Work::rebuilt);
    EXPECT_EQ(bytes_of(world.cache), good) << "written anew";
  }
}

TEST(ReadModelCache, StaysWholeForWhoeverLooksWhenSomebodyIsForgotten) {
  World world;
  world.fill(31);
  ReadModel model(world.cache, 1);
  const SnapshotPtr seen = model.take(*world.reader, now);
  ASSERT_TRUE(std::filesystem::exists(world.cache));
  const SnapshotPtr before = world.anew();
  world.writer->forget({storage::test::author_key(1)}, now);
  world.writer->scrub([] { return true; });
  EXPECT_FALSE(std::filesystem::exists(world.cache));
  expect_same(*seen, *before);
  expect_same(*model.take(*world.reader, now), *world.anew());
}

TEST(ReadModelCache, OfAnotherHistoryIsMadeAnew) {
  World world, other;
  world.fill(12, 4);
  other.fill(13, 4);
  ReadModel(world.cache, 1).take(*world.reader, now);
  std::filesystem::copy_file(world.cache, other.cache);
  ReadModel model(other.cache, 1);
  expect_same(*model.take(*other.reader, now), *other.anew());
  EXPECT_EQ(model.report().work, Work::rebuilt);
}

TEST(ReadModelCache, KeepsDaysThatChangedBesideTheOthers) {
  World world;
  world.fill(16, 60);
  ReadModel first(world.cache, 1, 0);
  const std::size_t all = first.take(*world.reader, now)->days().size();
  const std::string whole = bytes_of(world.cache);
  for (int i = 0; i < 3; ++i) {  // of two days, one after the other, and one of them once more
    std::vector<PreparedPost> posts;
    for (int k = 0; k < 5; ++k) posts.push_back(storage::test::post(9'000 + 5 * i + k, {"FreeThemAll"}, 3, i % 2 * 5'760));
    save(*world.writer, storage::test::page(posts, "dos", 20'000 + i));
    const auto snapshot = first.take(*world.reader, now);
    EXPECT_EQ(first.report().days_kept, i == 0 ? 1u : 2u) << "of " << all;
    expect_same(*snapshot, *world.anew());
    EXPECT_TRUE(std::ranges::none_of(snapshot->days(), &Day::on_heap));
    EXPECT_EQ(bytes_of(world.cache), whole);
    ReadModel second(world.cache, 1);
    expect_same(*second.take(*world.reader, now), *world.anew());
    EXPECT_TRUE(second.report().began_with_cache);
    EXPECT_EQ(second.report().work, Work::nothing);
  }
}

TEST(ReadModelCache, IsWrittenAsAWholeWhenMostOfItChanged) {
  World world;
  world.fill(17, 4);
  ReadModel model(world.cache, 1, 0);
  model.take(*world.reader, now);
  save(*world.writer, storage::test::page({storage::test::post(9'000, {"FreeThemAll"}, 3, 7)}, "dos", 20'000));
  model.take(*world.reader, now);
  ASSERT_TRUE(std::filesystem::exists(newer_of(world.cache)));
  const std::string whole = bytes_of(world.cache);
  world.fill(18, 40);
  const auto snapshot = model.take(*world.reader, now);
  expect_same(*snapshot, *world.anew());
  EXPECT_EQ(model.report().days_kept, snapshot->days().size());
  EXPECT_NE(bytes_of(world.cache), whole);
  EXPECT_FALSE(std::filesystem::exists(newer_of(world.cache)));
}

TEST(ReadModelCache, IsDoneWithoutNewerDaysThatGoOnFromAnotherFileOrAreNotWhole) {
  World world;
  world.fill(19, 40);
  ReadModel first(world.cache, 1, 0);
  first.take(*world.reader, now);
  save(*world.writer, storage::test::page({storage::test::post(9'000, {"FreeThemAll"}, 3, 7)}, "dos", 20'000));
  first.take(*world.reader, now);
  const auto newer = newer_of(world.cache);
  const std::string good = bytes_of(newer);
  const auto expected = world.anew();
  const auto expect_only_the_whole_file_used = [&] {
    ReadModel model(world.cache, 1);
    expect_same(*model.take(*world.reader, now), *expected);
    EXPECT_TRUE(model.report().began_with_cache);
    EXPECT_EQ(model.report().work, Work::refreshed);
  };
  std::mt19937 random(1);
  for (int i = 0; i < 60; ++i) {
    std::string bad = good;
    const std::size_t place = i < 30 ? static_cast<std::size_t>(i * 3) : random() % good.size();
    bad[place] = static_cast<char>(bad[place] ^ (1 << random() % 8));
    write(newer, bad);
    expect_only_the_whole_file_used();
    ASSERT_FALSE(HasFatalFailure() || HasNonfatalFailure()) << "byte " << place;
  }
  write(newer, bytes_of(world.cache));
  expect_only_the_whole_file_used();
  write(newer, good);
  std::filesystem::remove(world.cache);
  ReadModel(world.cache, 1).take(*world.reader, now);  // another whole file, with that post
  write(newer, good);
  ReadModel model(world.cache, 1);
  expect_same(*model.take(*world.reader, now), *expected);
  EXPECT_EQ(model.report().work, Work::nothing);
}

// Its only post was edited and has no hashtag any more.
TEST(ReadModelCache, IsWrittenAsAWholeWhenADayHasGone) {
  World world;
  world.fill(20, 40);
  save(*world.writer, storage::test::page({storage::test::post(80'000, {"FreeThemAll"}, 3, 80'000)}, "dos", 90'000));
  ReadModel model(world.cache, 1, 0);
  const std::size_t before = model.take(*world.reader, now)->days().size();
  auto without_hashtag = storage::test::page({storage::test::post(80'000, {}, 3, 80'000)}, "dos", 90'001);
  without_hashtag.posts[0].post.edited_at = at_minute(90'000);
  save(*world.writer, without_hashtag);
  const auto snapshot = model.take(*world.reader, now);
  ASSERT_EQ(snapshot->days().size(), before - 1);
  EXPECT_EQ(model.report().days_kept, before - 1);
  expect_same(*snapshot, *world.anew());
}

TEST(ReadModelCache, ReadableByOthersIsNotTrusted) {
  World world;
  world.fill(14, 4);
  ReadModel(world.cache, 1).take(*world.reader, now);
  ::chmod(world.cache.c_str(), 0644);
  ReadModel model(world.cache, 1);
  model.take(*world.reader, now);
  EXPECT_FALSE(model.report().began_with_cache);
}

TEST(ReadModelTest, EveryStateItShowsWhileTheCollectorWritesIsOneOfTheStore) {
  World world;
  std::atomic<bool> done{false};
  std::atomic<int> looks{0}, wrong{0};
  std::thread looking([&] {
    const auto reader = storage::open_reader(world.folder.database());
    ReadModel model(world.cache, 1);
    while (!done || looks == 0) {
      reader->begin_view();  // held open around both readings; take() would begin its own
      const auto rows = storage::test::posts_of(*reader);
      reader->end_view();
      const auto snapshot = model.take(*reader, now);
      const auto posts = participation(*snapshot, {{at_minute(-1'000'000), now}, {}, {}}).posts;
      wrong += static_cast<std::size_t>(posts) < rows.size() || posts % 2 != 0;  // pages are of two posts
      ++looks;
    }
  });
  for (int i = 0; i < 100; ++i)
    save(*world.writer, storage::test::page({storage::test::post(2 * i, {"FreeThemAll"}, i % 9, i),
                                             storage::test::post(2 * i + 1, {"Viralicemos"}, i % 7, 3 * i)}));
  done = true;
  looking.join();
  EXPECT_EQ(wrong, 0);
  ReadModel model(world.cache, 1);
  expect_same(*model.take(*world.reader, now), *world.anew());
}
