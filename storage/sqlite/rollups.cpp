#include "storage/sqlite/rollups.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "storage/sqlite/touched.hpp"

namespace clamor::storage {

namespace {

// Mentions that charts count: those in place and those of deleted posts, of tags that are tracked.
#define CLAMOR_CHARTED                                                                                     \
  "charted AS (SELECT m.tag, m.post FROM mention m JOIN tag t ON t.id = m.tag AND t.position IS NOT NULL " \
  "            WHERE m.state IN (1, 2)), "
// The same of the posts in the temporary table `erased`.
#define CLAMOR_CHARTED_OF_ERASED                                                                    \
  "charted AS (SELECT m.tag, m.post FROM erased e JOIN post p ON p.id = e.post CROSS JOIN tag t "   \
  "            CROSS JOIN mention m WHERE t.position IS NOT NULL AND m.tag = t.id AND m.at = p.at " \
  "            AND m.post = p.id AND m.state IN (1, 2)), "
#define CLAMOR_BOTH "both AS (SELECT tag, post FROM charted UNION SELECT 0, post FROM charted) "
#define CLAMOR_ROLLUP                                                                           \
  "SELECT b.tag, (p.at - ((p.at % 900000) + 900000) % 900000) AS bucket, p.network, count(*), " \
  "  coalesce(sum(p.boosts), 0), "                                                              \
  "  coalesce(sum(coalesce(p.likes, 0) + coalesce(p.boosts, 0) + coalesce(p.replies, 0) + "     \
  "               coalesce(p.quotes, 0)), 0), "                                                 \
  "  count(p.boosts), count(coalesce(p.likes, p.boosts, p.replies, p.quotes)) "                 \
  "FROM both b JOIN post p ON p.id = b.post GROUP BY 1, 2, 3"
#define CLAMOR_SOURCE_POSTS \
  "SELECT s.source, b.tag, count(*) FROM both b JOIN sighting s ON s.post = b.post GROUP BY 1, 2"

// Posts that are gone and their mentions that stay, by reason and day; `which`: all posts, or those of
// `erased`.
#define CLAMOR_DAY "(p.deleted_at - ((p.deleted_at % 86400000) + 86400000) % 86400000)"
#define CLAMOR_ERASURE(which)                                                                         \
  "SELECT p.gone, " CLAMOR_DAY ", 0, count(*) FROM " which                                            \
  " WHERE p.gone IS NOT NULL GROUP BY 1, 2 "                                                          \
  "UNION ALL SELECT p.gone, " CLAMOR_DAY ", m.tag, count(*) FROM " which                              \
  " CROSS JOIN tag t CROSS JOIN mention m WHERE p.gone IS NOT NULL AND m.tag = t.id AND m.at = p.at " \
  "AND m.post = p.id AND m.state = 2 GROUP BY 1, 2, 3"

}  // namespace

const char* const recount_erasure = CLAMOR_ERASURE("post p");
const char* const recount_rollup = "WITH " CLAMOR_CHARTED CLAMOR_BOTH CLAMOR_ROLLUP;
const char* const recount_source_posts = "WITH " CLAMOR_CHARTED CLAMOR_BOTH CLAMOR_SOURCE_POSTS;

void shift_rollups(SQLite::Database& db, int sign) {
  Query(db, "WITH " CLAMOR_CHARTED_OF_ERASED CLAMOR_BOTH
            ", given(tag, bucket, network, posts, boosts, engagement, known_boosts, known_engagement) "
            "AS (" CLAMOR_ROLLUP
            ") "
            "INSERT INTO rollup SELECT tag, bucket, network, ?1 * posts, ?1 * boosts, ?1 * engagement, "
            "?1 * known_boosts, ?1 * known_engagement FROM given WHERE true ON CONFLICT DO UPDATE SET "
            "posts = posts + excluded.posts, boosts = boosts + excluded.boosts, "
            "engagement = engagement + excluded.engagement, "
            "known_boosts = known_boosts + excluded.known_boosts, "
            "known_engagement = known_engagement + excluded.known_engagement")
      .run(sign);
  Query(db,
        "WITH " CLAMOR_CHARTED_OF_ERASED CLAMOR_BOTH ", given(source, tag, posts) AS (" CLAMOR_SOURCE_POSTS
        ") "
        "INSERT INTO source_posts SELECT source, tag, ?1 * posts FROM given WHERE true "
        "ON CONFLICT DO UPDATE SET posts = posts + excluded.posts")
      .run(sign);
}

void shift_erasures(SQLite::Database& db) {
  db.exec("INSERT INTO erasure SELECT * FROM (" CLAMOR_ERASURE(
      "erased e JOIN post p ON p.id = e.post") ") WHERE true ON CONFLICT DO UPDATE SET number = number + "
                                               "excluded.number");
}

void drop_empty_rollups(SQLite::Database& db) {
  db.exec("DELETE FROM rollup WHERE posts = 0");
  db.exec("DELETE FROM source_posts WHERE posts = 0");
}

std::optional<std::int64_t> engagement_of(const Counts& counts) {
  std::optional<std::int64_t> sum;
  for (const auto& count : {counts.likes, counts.boosts, counts.replies, counts.quotes}) {
    if (count) sum = sum.value_or(0) + *count;
  }
  return sum;
}

Rollups::Rollups(SQLite::Database& db)
    : add_(db, "rollup", 8,
           "ON CONFLICT DO UPDATE SET "
           "posts = posts + excluded.posts, boosts = boosts + excluded.boosts, "
           "engagement = engagement + excluded.engagement, "
           "known_boosts = known_boosts + excluded.known_boosts, "
           "known_engagement = known_engagement + excluded.known_engagement"),
      clean_(db, "DELETE FROM rollup WHERE tag = ? AND bucket = ? AND network = ? AND posts = 0"),
      add_source_(db,
                  "INSERT INTO source_posts VALUES (?, ?, ?) "
                  "ON CONFLICT DO UPDATE SET posts = posts + excluded.posts"),
      clean_source_(db, "DELETE FROM source_posts WHERE source = ? AND tag = ? AND posts = 0") {}

void Rollups::apply(const Contribution& given, int sign) {
  if (given.tags.empty()) return;
  const auto engagement = engagement_of(given.counts);
  const auto add = [&](std::int64_t tag) {
    Sums& sums = sums_[{tag, bucket_of(given.at), given.network}];
    sums.posts += sign;
    sums.boosts += sign * given.counts.boosts.value_or(0);
    sums.engagement += sign * engagement.value_or(0);
    sums.known_boosts += given.counts.boosts ? sign : 0;
    sums.known_engagement += engagement ? sign : 0;
    for (const std::int64_t source : given.sources) source_posts_[{source, tag}] += sign;
  };
  add(any_tag);
  for (const std::int64_t tag : given.tags) add(tag);
}

void Rollups::flush() {
  // In the order of the table, so that each of its pages is met once.
  std::vector<std::pair<Key, Sums>> in_order(sums_.begin(), sums_.end());
  std::ranges::sort(in_order, {}, [](const auto& each) { return each.first; });
  for (const auto& [key, sums] : in_order) {
    if (sums == Sums{}) continue;
    const auto& [tag, bucket, network] = key;
    add_.add(tag, bucket, network, sums.posts, sums.boosts, sums.engagement, sums.known_boosts,
             sums.known_engagement);
  }
  add_.flush();
  for (const auto& [key, sums] : in_order)
    if (sums.posts < 0) std::apply([&](const auto&... column) { clean_.run(column...); }, key);
  for (const auto& [key, posts] : source_posts_) {
    if (posts == 0) continue;
    add_source_.run(key.first, key.second, posts);
    if (posts < 0) clean_source_.run(key.first, key.second);
  }
  forget();
}

void Rollups::forget() {
  sums_.clear();
  source_posts_.clear();
}

void Rollups::rebuild(SQLite::Database& db) {
  db.exec("DELETE FROM rollup");
  db.exec("DELETE FROM source_posts");
  db.exec("DELETE FROM erasure");
  db.exec(std::string("INSERT INTO rollup ") + recount_rollup);
  db.exec(std::string("INSERT INTO source_posts ") + recount_source_posts);
  db.exec(std::string("INSERT INTO erasure ") + recount_erasure);
  Touched::everything(db);
}

}  // namespace clamor::storage
