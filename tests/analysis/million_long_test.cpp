// The read model over a million posts: every figure is the one that plain SQL counts, before and after a refresh, and a
// refresh looks at what changed and at nothing else.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <map>

#include "analysis/measures.hpp"
#include "analysis/read_model.hpp"
#include "tests/storage/world.hpp"

using namespace clamor;
using namespace clamor::analysis;
using storage::test::at_minute;

namespace {

constexpr int posts = 1'000'000, accounts = 200'000, per_page = 200;
constexpr std::int64_t minutes = 90 * 24 * 60;
const UtcTime now = at_minute(minutes + 60);

// The same post for the same number. Few accounts write most, as everywhere.
PreparedPost post_of(int number) {
  static const std::vector<std::vector<std::string>> spellings{
      {"FreeThemAll"}, {"Viralicemos"}, {"FreeThemAll", "Viralicemos"}, {"FreeThemAll"}};
  std::minstd_rand random(static_cast<unsigned>(number) * 7'919 + 1);
  random.discard(3);
  const double share = static_cast<double>(random() % 1'000'000) / 1e6;
  const int author = static_cast<int>(share * share * share * accounts);
  auto post = storage::test::post(number, spellings[random() % 4], author, minutes * number / posts);
  if (number / per_page % 5 == 0) {
    post.post.key = {Network::bluesky, "at://did:example:" + std::to_string(number)};
    post.post.author.network = Network::bluesky;
  }
  if (number % 5 < 2)
    post.links = {"https://noticias-simuladas.example/" + std::to_string(random() % (1 + random() % 20'000))};
  return random() % 4 > 0 ? storage::test::with_counts(post, random() % 300, random() % 90) : post;
}

// Each with a reading of its author.
PreparedPage page_of(int first, int count) {
  PreparedPage page = storage::test::page({}, first / per_page % 5 == 0 ? "cielo" : "uno");
  for (int number = first; number < first + count; ++number) {
    auto post = post_of(number);
    Author& author = page.authors.emplace_back();
    author.key = post.post.author;
    author.followers = static_cast<std::int64_t>(std::hash<std::string>{}(author.key.id) % 5'000) + first / 50'000;
    page.read_at = post.charted_at + std::chrono::minutes{10};
    page.posts.push_back(std::move(post));
  }
  return page;
}

void fill(storage::Writer& writer) {
  for (int first = 0; first < posts;) {
    std::vector<PreparedPage> pages;
    for (int i = 0; i < 25 && first < posts; ++i, first += per_page) pages.push_back(page_of(first, per_page));
    writer.save(pages);
  }
  for (int i = 0; i < 40; ++i)
    writer.mark_deleted(storage::test::post(1'000 + i * 20'003).post.key, at_minute(minutes));
}

class Sql {
 public:
  explicit Sql(const std::string& file) : db_(file, SQLite::OPEN_READONLY) {}

  // Rows of two numbers, with :from and :to of a window where they are asked for.
  std::vector<std::pair<std::int64_t, std::int64_t>> rows(const std::string& sql, Interval window = {}) {
    SQLite::Statement query(db_, sql);
    if (sql.find(":from") != std::string::npos) {
      query.bind(":from", static_cast<std::int64_t>(window.from.time_since_epoch().count()));
      query.bind(":to", static_cast<std::int64_t>(window.to.time_since_epoch().count()));
    }
    std::vector<std::pair<std::int64_t, std::int64_t>> all;
    while (query.executeStep()) all.emplace_back(query.getColumn(0).getInt64(), query.getColumn(1).getInt64());
    return all;
  }
  std::map<std::int64_t, std::int64_t> by_number(const std::string& sql) {
    const auto all = rows(sql);
    return {all.begin(), all.end()};
  }

 private:
  SQLite::Database db_;
};

#define CLAMOR_DAY "((at - 21600000) / 86400000)"  // of Mexico City in winter
#define CLAMOR_POSTS "(SELECT DISTINCT at, post, author FROM mention WHERE state IN (1, 2))"
#define CLAMOR_ENGAGEMENT "coalesce(p.likes, 0) + coalesce(p.boosts, 0)"

void expect_series(const Series& made, const std::map<std::int64_t, std::int64_t>& counted, Millis unit, Millis ahead) {
  std::int64_t all = 0;
  for (std::size_t bucket = 0; bucket < made.buckets.size(); ++bucket) {
    const auto key = (made.buckets[bucket].from.time_since_epoch() - ahead) / unit;
    const auto found = counted.find(key);
    const std::int64_t expected = found == counted.end() ? 0 : found->second;
    ASSERT_EQ(made.total[bucket].value_or(0), static_cast<double>(expected)) << "bucket " << bucket;
    all += expected;
  }
  EXPECT_GT(all, 0);
}

void expect_charts(const Snapshot& snapshot, Sql& sql) {
  using namespace std::chrono_literals;
  const Filter all{window_of(snapshot, RangePreset::all), {}, {}};
  Filter first = all;
  first.tags = {0};
  expect_series(series(snapshot, first, Measure::mentions, BucketSize::hour, false),
                sql.by_number("SELECT at / 3600000, count(*) FROM mention WHERE tag = (SELECT id FROM tag WHERE position = 0) "
                              "AND state IN (1, 2) GROUP BY 1"),
                1h, 0h);
  expect_series(series(snapshot, all, Measure::mentions, BucketSize::day, false),
                sql.by_number("SELECT " CLAMOR_DAY ", count(*) FROM " CLAMOR_POSTS " GROUP BY 1"), 24h, 6h);
  expect_series(series(snapshot, all, Measure::engagement, BucketSize::day, false),
                sql.by_number("SELECT " CLAMOR_DAY ", sum(" CLAMOR_ENGAGEMENT ") FROM post p GROUP BY 1"), 24h, 6h);
  expect_series(series(snapshot, all, Measure::authors, BucketSize::day, false),
                sql.by_number("SELECT " CLAMOR_DAY ", count(DISTINCT author) FROM mention WHERE state = 1 GROUP BY 1"), 24h,
                6h);
  expect_series(series(snapshot, first, Measure::authors, BucketSize::day, false),
                sql.by_number("SELECT " CLAMOR_DAY ", count(DISTINCT author) FROM mention WHERE tag = (SELECT id FROM tag "
                              "WHERE position = 0) AND state = 1 GROUP BY 1"),
                24h, 6h);
  expect_series(series(snapshot, all, Measure::authors, BucketSize::day, true),
                sql.by_number("SELECT day, sum(count(*)) OVER (ORDER BY day) FROM (SELECT min(" CLAMOR_DAY
                              ") AS day FROM mention WHERE state = 1 GROUP BY author) GROUP BY day"),
                24h, 6h);
}

// A window that divides a day and an hour at both ends.
Interval free_window() {
  return {at_minute(minutes / 3) + Millis{12'345}, at_minute(minutes / 3 * 2) + Millis{54'321}};
}

void expect_free_window(const Snapshot& snapshot, Sql& sql) {
  const auto window = free_window();
  const auto one = participation(snapshot, {window, {1}, {}});
  const auto counted = sql.rows(
      "SELECT count(*), count(DISTINCT CASE WHEN state = 1 THEN author END) FROM mention WHERE tag = (SELECT id FROM tag "
      "WHERE position = 1) AND state IN (1, 2) AND at >= :from AND at < :to",
      window);
  EXPECT_EQ(std::pair(one.posts, one.authors), counted.at(0));
  // Every post came with a reading of its author, which is the nearest to it.
  const auto ceilings = sql.rows(
      "SELECT network, sum(most) FROM (SELECT m.network, m.author, max(s.followers) AS most FROM mention m JOIN sighting s "
      "ON s.post = m.post WHERE m.tag = (SELECT id FROM tag WHERE position = 1) AND m.state = 1 AND m.at >= :from AND "
      "m.at < :to GROUP BY m.author) GROUP BY network",
      window);
  for (const auto& [network, followers] : ceilings)
    EXPECT_TRUE(std::ranges::any_of(one.ceilings, [&](const Ceiling& ceiling) {
      return static_cast<std::int64_t>(snapshot.networks()[ceiling.network]) == network && ceiling.followers == followers;
    })) << network;
  EXPECT_EQ(ceilings.size(), 2u);
}

void expect_rankings(const Snapshot& snapshot, Sql& sql) {
  const auto window = free_window();
  std::vector<AuthorPosts> authors;
  for (const auto& [author, number] : sql.rows("SELECT author, count(*) FROM " CLAMOR_POSTS
                                               " WHERE author IS NOT NULL AND at >= :from AND at < :to GROUP BY 1 "
                                               "ORDER BY 2 DESC, 1 LIMIT 100",
                                               window))
    authors.push_back({author, number});
  EXPECT_EQ(top_authors(snapshot, {window, {}, {}}, 100), authors);

  std::vector<std::int64_t> best, newest;
  for (const auto& [id, engagement] :
       sql.rows("SELECT p.id, " CLAMOR_ENGAGEMENT " AS n FROM post p WHERE (p.likes IS NOT NULL OR p.boosts IS NOT NULL) "
                "AND p.at >= :from AND p.at < :to ORDER BY n DESC, p.at DESC, p.id DESC LIMIT 50",
                window))
    best.push_back(id);
  EXPECT_EQ(best_posts(snapshot, {window, {}, {}}, 50), best);
  for (const auto& [id, at] : sql.rows(
           "SELECT id, at FROM post WHERE at >= :from AND at < :to ORDER BY at DESC, id DESC LIMIT 50", window))
    newest.push_back(id);
  EXPECT_EQ(newest_posts(snapshot, {window, {}, {}}, 50), newest);
}

void expect_links(const Snapshot& snapshot, Sql& sql) {
  const auto window = free_window();
  const std::string shares =
      " FROM post_link l JOIN mention m ON m.post = l.post WHERE m.tag = (SELECT id FROM tag WHERE position = 1) AND "
      "m.state IN (1, 2) AND m.at >= :from AND m.at < :to GROUP BY link ORDER BY count(*) DESC, link LIMIT 50";
  std::vector<LinkShares> links;
  for (const auto& [link, posts] : sql.rows("SELECT link, count(*)" + shares, window)) links.push_back({link, posts, 0});
  const auto accounts = sql.rows("SELECT link, count(DISTINCT author)" + shares, window);
  for (std::size_t i = 0; i < links.size(); ++i) links[i].accounts = accounts[i].second;
  EXPECT_EQ(links.size(), 50u);
  EXPECT_EQ(*top_links(snapshot, {window, {1}, {}}), links);
}

#undef CLAMOR_DAY
#undef CLAMOR_POSTS
#undef CLAMOR_ENGAGEMENT

void expect_all(const Snapshot& snapshot, const std::string& database) {
  Sql sql(database);
  expect_charts(snapshot, sql);
  expect_free_window(snapshot, sql);
  expect_rankings(snapshot, sql);
  expect_links(snapshot, sql);
}

// Forty new posts of today, and other counts of twenty each of two days before.
PreparedPage later_page() {
  PreparedPage page = page_of(posts + per_page, 40);
  for (const int first : {338'885, 672'215})
    for (int number = first; number < first + 20; ++number)
      page.posts.push_back(storage::test::with_counts(post_of(number), 1'000 + number % 100, 500));
  return page;
}

using Work = ReadModel::Report::Work;

}  // namespace

TEST(AMillionPosts, AreCountedAsPlainSqlCountsThemAndRefreshedByWhatChanged) {
  const storage::test::TempFolder folder;
  const auto cache = cache_of(folder.database());
  const auto writer = storage::open_writer(folder.database());
  writer->set_campaign(storage::test::campaign(), at_minute(0));
  fill(*writer);
  const auto reader = storage::open_reader(folder.database());
  ReadModel model(cache);
  const auto before = model.take(*reader, now);
  expect_all(*before, folder.database());
  EXPECT_FALSE(at_hand(*before, standard_questions(*before)));
  EXPECT_TRUE(find_out(*before, standard_questions(*before)));
  EXPECT_TRUE(at_hand(*before, standard_questions(*before)));

  const auto later = later_page();
  storage::test::save(*writer, later);
  const auto after = model.take(*reader, now);
  EXPECT_EQ(model.report().work, Work::refreshed);
  EXPECT_EQ(model.report().posts, later.posts.size());
  EXPECT_EQ(model.report().days, 3u);
  EXPECT_EQ(model.report().days_kept, 0u) << "a few changes are not worth writing anything";
  const auto same = std::ranges::count_if(
      before->days(), [&](const DayPtr& day) { return std::ranges::find(after->days(), day) != after->days().end(); });
  EXPECT_EQ(static_cast<std::size_t>(same) + 3, before->days().size());
  expect_all(*after, folder.database());

  ReadModel next_start(cache);
  const auto again = next_start.take(*reader, now);
  EXPECT_TRUE(next_start.report().began_with_cache);
  EXPECT_EQ(next_start.report().posts, later.posts.size());
  EXPECT_EQ(next_start.report().days, 3u);
  expect_all(*again, folder.database());
}
