// The cache is cut by another program while it is looked at: nothing crashes, and no wrong number passes for a right one.
#include <gtest/gtest.h>

#include "analysis/cache_file.hpp"
#include "analysis/measures.hpp"
#include "tests/analysis/fake_reader.hpp"
#include "tests/analysis/kept_world.hpp"

namespace clamor::analysis {
namespace {

namespace fs = std::filesystem;

// Everything a page may ask of a snapshot.
struct Answers {
  std::int64_t posts = 0, authors = 0;
  std::vector<std::vector<std::optional<double>>> totals;
  std::vector<std::int64_t> ids;
  std::vector<LinkShares> links;
  friend bool operator==(const Answers&, const Answers&) = default;
};

Answers ask_everything(const Snapshot& snapshot) {
  Answers all;
  const auto span = snapshot.data_span();
  if (!span) return all;
  const Interval most{span->from + Millis{7'777'777}, span->to - Millis{7'777'777}};
  for (const Filter& filter : {Filter{*span, {}, {}}, Filter{*span, {0}, {}}, Filter{most, {}, {}}}) {
    const auto part = participation(snapshot, filter);
    all.posts += part.posts;
    all.authors += part.authors;
    for (const auto& info : all_measures())
      for (const auto size : {BucketSize::hour, BucketSize::three_hours, BucketSize::day})
        for (const bool cumulative : {false, true})
          all.totals.push_back(series(snapshot, filter, info.measure, size, cumulative).total);
    all.totals.push_back(boosts_per_bucket(snapshot, filter, {filter.window}));
    for (const auto& ids : {newest_posts(snapshot, filter, 50), best_posts(snapshot, filter, 50), best_posts(snapshot, filter, 500)})
      all.ids.insert(all.ids.end(), ids.begin(), ids.end());
    for (const auto& author : top_authors(snapshot, filter, 50)) all.ids.push_back(author.author);
    if (const auto links = top_links(snapshot, filter)) all.links.insert(all.links.end(), links->begin(), links->end());
    all.totals.push_back({trend(snapshot, filter).change});
  }
  coverage_strip(snapshot, *span);
  rows_of(snapshot);
  return all;
}

void cut(const fs::path& file, std::uintmax_t size) {
  fs::resize_file(file, size);
}

TEST(LostCache, CutAnywhereWhileItIsLookedAtIsToldAndReadAnew) {
  World world;
  world.fill(41, 60);
  const auto expected = world.anew();
  const Answers right = ask_everything(*expected);
  ReadModel(world.cache, 1).take(*world.reader, now);
  const auto size = fs::file_size(world.cache);
  constexpr std::uintmax_t step = 1024;
  for (std::uintmax_t kept = 0; kept < size; kept += step) {
    ReadModel model(world.cache, 1);
    const auto seen = model.take(*world.reader, now);
    ASSERT_TRUE(model.report().began_with_cache);
    ASSERT_TRUE(seen->sound());
    cut(world.cache, kept);
    ask_everything(*seen);
    EXPECT_FALSE(seen->sound()) << "cut at " << kept;
    const auto again = model.take(*world.reader, now);
    EXPECT_EQ(model.report().work, ReadModel::Report::Work::rebuilt);
    expect_same(*again, *expected);
    EXPECT_TRUE(ask_everything(*again) == right) << "cut at " << kept;
    EXPECT_TRUE(again->sound());
    ASSERT_FALSE(testing::Test::HasFailure()) << "cut at " << kept;
  }
}

// Many posts of one account or another, of which later ones have more followers.
struct ManyPosts : FakeReader {
  storage::test::TempFolder folder;
  fs::path cache = folder.path() / "cache";
  explicit ManyPosts(int posts_of_a_day, int days) {
    for (int i = 0; i < posts_of_a_day * days; ++i) post(at_minute(i * 1440 / posts_of_a_day), 1 + i % 970).followers = 100 + i;
  }
};

// Where the file has this place of memory, which lies in its first page or behind.
std::uintmax_t offset_of(const Snapshot& snapshot, const void* place) {
  const auto front = reinterpret_cast<std::uintptr_t>(snapshot.days().front()->sums_bytes().data()) / 4096 * 4096;
  return reinterpret_cast<std::uintptr_t>(place) - front;
}

TEST(LostCache, CarriesNoWrongAnswerToTheNextSnapshot) {
  ManyPosts reader(1440, 20);
  ReadModel model(reader.cache, 1);
  const auto seen = model.take(reader, now);
  const Filter filter{{seen->data_span()->from, seen->data_span()->to - Millis{1}}, {}, {}};
  const std::vector<AccountQuestion> questions{{filter, std::nullopt}};
  const auto right = participation(*seen, filter).ceilings;
  const auto& last = seen->days().back()->posts();
  cut(reader.cache, offset_of(*seen, last.followers.data() + last.size() - 100));
  const auto again = model.take(reader, now);
  ASSERT_TRUE(find_out(*again, questions, {}, seen.get()));
  EXPECT_EQ(participation(*again, filter).ceilings, right);
}

// As when a disk loses one page: what is searched in a column that is half zeros ends behind the window: there is no bucket.
TEST(LostCache, LeadsNoWalkBesideItsBuckets) {
  ManyPosts reader(1000, 1);
  ReadModel model(reader.cache, 1);
  const auto seen = model.take(reader, now);
  const Day& day = *seen->days().front();
  const std::size_t rows = day.posts().size(), middle = rows / 2;
  const Filter filter{{day.at(middle - 20), day.at(middle + 10)}, {}, {}};
  const auto lost = day.posts().at.subspan(rows * 7 / 10);
  std::fstream file(reader.cache, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(offset_of(*seen, lost.data())));
  file << std::string(lost.size_bytes(), '\0') << std::flush;
  const auto [first, last] = day.rows_within(filter.window);
  ASSERT_EQ(last, rows) << "not what this is about";
  ASSERT_LT(first, middle + 10);
  for (const auto& info : all_measures()) series(*seen, filter, info.measure, BucketSize::quarter_hour, false);
  participation(*seen, filter);
  EXPECT_FALSE(seen->sound());
}

TEST(LostCache, OfNewerDaysIsReadAnewTogetherWithWhatCameSince) {
  World world;
  world.fill(43, 60);
  ReadModel model(world.cache, 1, 0);
  model.take(*world.reader, now);
  const auto some_more = [&](int i) {
    std::vector<PreparedPost> posts;
    for (int k = 0; k < 5; ++k) posts.push_back(storage::test::post(9'000 + 5 * i + k, {"FreeThemAll"}, 3, 7));
    save(*world.writer, storage::test::page(posts, "dos", 20'000 + i));
  };
  some_more(0);
  const auto seen = model.take(*world.reader, now);
  ASSERT_TRUE(fs::exists(newer_of(world.cache)));
  cut(newer_of(world.cache), 0);
  some_more(1);
  ask_everything(*seen);
  EXPECT_FALSE(seen->sound());
  const auto again = model.take(*world.reader, now);
  expect_same(*again, *world.anew());
  EXPECT_TRUE(again->sound());
}

// What changed since is looked up in the database: the cache is cut meanwhile.
class Cutting final : public FakeReader {
 public:
  fs::path cache;
  std::optional<std::int64_t> changed;

  std::optional<storage::Changes> changes_since(const storage::HistoryMark& mark) override {
    if (!changed) return storage::Changes{mark, {}, {}, {}};
    return storage::Changes{{mark.commit + 1, mark.token}, {*changed}, {}, {}};
  }
  std::vector<PostRow> counted_posts(std::span<const std::int64_t>) override {
    cut(cache, 0);
    return {posts[static_cast<std::size_t>(*changed - 1)]};
  }
};

TEST(LostCache, WhileChangesAreLookedAtIsReadAnew) {
  const storage::test::TempFolder folder;
  Cutting reader;
  reader.cache = folder.path() / "cache";
  for (int i = 0; i < 2000; ++i) reader.post(at_minute(i), 1 + i % 70);
  ReadModel model(reader.cache, 1);
  model.take(reader, now);
  reader.changed = 700;
  reader.posts[699].counts.likes = 12;
  const auto snapshot = model.take(reader, now);
  EXPECT_EQ(model.report().work, ReadModel::Report::Work::rebuilt);
  expect_same(*snapshot, *take_snapshot(reader, now));
}

TEST(LostCache, IsNotKeptInAnother) {
  World world;
  world.fill(44, 60);
  ReadModel(world.cache, 1).take(*world.reader, now);
  const auto mapped = read_cache(world.cache);
  ASSERT_TRUE(mapped);
  cut(world.cache, 4096);
  for (const DayPtr& day : mapped->kept.days) day->rows();
  const fs::path other = world.folder.path() / "other.cache";
  CacheWriter writer(other);
  for (const DayPtr& day : mapped->kept.days) writer.add(*day);
  EXPECT_FALSE(writer.finish(mapped->kept));
  EXPECT_FALSE(fs::exists(other));
}

}  // namespace
}  // namespace clamor::analysis
