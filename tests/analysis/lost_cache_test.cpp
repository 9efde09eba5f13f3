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

// As when a person chooses another window: what was found out before is right, what is asked afterwards is not kept.
TEST(LostCache, LeavesNoWrongAnswerToTheNextSnapshot) {
  World world;
  world.fill(42, 60);
  const auto expected = world.anew();
  ReadModel model(world.cache, 1);
  const auto seen = model.take(*world.reader, now);
  const auto questions = standard_questions(*seen);
  find_out(*seen, std::span(questions).first(questions.size() / 2));
  cut(world.cache, 5000);
  ask_everything(*seen);
  find_out(*seen, questions);
  const auto again = model.take(*world.reader, now);
  find_out(*again, questions, {}, seen.get());
  for (const auto& question : questions) {
    const auto is = participation(*again, question.filter), should = participation(*expected, question.filter);
    EXPECT_EQ(is.authors, should.authors);
    EXPECT_EQ(is.ceilings, should.ceilings);
  }
  EXPECT_TRUE(ask_everything(*again) == ask_everything(*expected));
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
