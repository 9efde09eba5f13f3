#include "storage/sqlite/erasing.hpp"

#include <string>
#include <utility>
#include <vector>

#include "storage/sqlite/identity.hpp"
#include "storage/sqlite/rollups.hpp"

namespace clamor::storage {

namespace {

constexpr std::int64_t hour = 60 * 60 * 1000;
constexpr std::int64_t day = 24 * hour;

std::int64_t floored(UtcTime time, std::int64_t to) {
  const std::int64_t at = millis(time);
  return at - ((at % to) + to) % to;
}

#define CLAMOR_HOUR(column) "(" column " - ((" column " % 3600000) + 3600000) % 3600000)"

// What becomes of each mention. All that is gone is counted like what was deleted, and told apart by its
// reason. One that was edited away stays so. When a post was edited is kept: databases are united by it.
constexpr const char* see_mentions =
    "INSERT INTO moved SELECT e.post, m.tag, m.at, m.network, m.vetoed, "
    "CASE m.state WHEN 1 THEN 2 ELSE m.state END, m.edited_at "
    "FROM erased e JOIN post p ON p.id = e.post CROSS JOIN tag t CROSS JOIN mention m "
    "WHERE m.tag = t.id AND m.at = p.at AND m.post = p.id";

// ?1: why, ?2: now.
constexpr const char* strip_posts =
    "UPDATE post SET author = NULL, at = " CLAMOR_HOUR("at") ", repair = 0, created_at = NULL, "
    "first_seen_at = " CLAMOR_HOUR("first_seen_at") ", "
    "deleted_at = ?2, gone = ?1, version_home = 0, version_hash = 0, url = '', text = '', hashtags = '', "
    "language = '', detected_language = '', reply_to = NULL, root = NULL, quote_of = NULL, "
    "bridged_copy_of = NULL, is_reply = 0, sensitive = 0, media = 0, "
    "likes = NULL, boosts = NULL, replies = NULL, quotes = NULL, views = NULL "
    "WHERE id IN (SELECT post FROM erased)";

constexpr const char* move_mentions[] = {
    "DELETE FROM mention WHERE (tag, at, post) IN (SELECT tag, at, post FROM moved)",
    "INSERT INTO mention (tag, at, post, network, state, vetoed, edited_at) "
    "SELECT m.tag, p.at, m.post, m.network, m.state, m.vetoed, m.edited FROM moved m JOIN post p ON p.id = "
    "m.post",
};

constexpr const char* strip_the_rest[] = {
    "UPDATE sighting SET native_id = '', indexed_at = NULL, author_at = NULL, vantage = NULL, home = NULL, "
    "followers = NULL, following = NULL, author_posts = NULL, first_seen = " CLAMOR_HOUR("first_seen") ", "
    "last_seen = " CLAMOR_HOUR("last_seen") " WHERE post IN (SELECT post FROM erased)",
    "DELETE FROM reading WHERE post IN (SELECT post FROM erased)",
    "DELETE FROM edge WHERE post IN (SELECT post FROM erased)",
    "DELETE FROM boosters_read WHERE post IN (SELECT post FROM erased)",
    "DELETE FROM post_link WHERE post IN (SELECT post FROM erased)",
    "DELETE FROM post_theme WHERE post IN (SELECT post FROM erased)",
};

}  // namespace

Erasing::Erasing(SQLite::Database& db, Keys& keys, Tombstones& tombstones, Touched& touched,
                 Marks& marks)
    : db_((db.exec("CREATE TEMP TABLE IF NOT EXISTS erased (post INTEGER PRIMARY KEY)"),
           db.exec("CREATE TEMP TABLE IF NOT EXISTS moved (post INTEGER, tag INTEGER, at INTEGER, "
                   "network INTEGER, vetoed INTEGER, state INTEGER, edited INTEGER, "
                   "PRIMARY KEY (post, tag)) WITHOUT ROWID"),
           db)),
      keys_(keys),
      tombstones_(tombstones),
      touched_(touched),
      marks_(marks),
      mark_(db, "INSERT INTO erased VALUES (?) ON CONFLICT DO NOTHING"),
      marked_(db,
              "SELECT k.id, k.network, k.uri FROM erased e JOIN post_key k ON k.id = e.post ORDER BY k.id"),
      add_post_(
          db,
          "INSERT INTO post (id, network, at, first_seen_at, edited_at, deleted_at, gone, version_home, "
          "version_hash) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)"),
      add_mention_(
          db, "INSERT INTO mention (tag, at, post, network, state, edited_at) VALUES (?, ?, ?, ?, 2, ?)"),
      sight_again_(db,
                   "INSERT INTO sighting (post, source, first_seen, last_seen) SELECT id, ?2, first_seen_at, "
                   "first_seen_at FROM post WHERE id = ?1 ON CONFLICT DO NOTHING"),
      count_sight_(
          db,
          "WITH charted AS (SELECT m.tag FROM post p CROSS JOIN tag t CROSS JOIN mention m WHERE p.id = ?1 "
          "AND "
          "t.position IS NOT NULL AND m.tag = t.id AND m.at = p.at AND m.post = p.id AND m.state IN (1, 2)) "
          "INSERT INTO source_posts SELECT ?2, tag, 1 FROM (SELECT tag FROM charted UNION SELECT 0 FROM "
          "charted) WHERE true ON CONFLICT DO UPDATE SET posts = posts + 1"),
      add_sighting_(db,
                    "INSERT INTO sighting (post, source, first_seen, last_seen) VALUES (?1, ?2, ?3, ?3)") {}

bool Erasing::mark(const PostKey& key) {
  const std::int64_t id = keys_.stored_post(key);
  Query there(db_, "SELECT 1 FROM post WHERE id = ? AND deleted_at IS NULL");
  if (id == 0 || !there.rows(id).next()) return false;
  mark(id);
  return true;
}

ErasedPosts Erasing::run(Gone why, UtcTime now) {
  db_.exec("DELETE FROM erased WHERE post NOT IN (SELECT id FROM post WHERE deleted_at IS NULL)");
  if (!Query(db_, "SELECT 1 FROM erased").rows().next()) return {};
  note_bytes_left(db_);
  take_from_marks();
  shift_rollups(db_, -1);
  db_.exec(see_mentions);
  Query(db_, strip_posts).run(why, now);
  for (const char* sql : move_mentions) db_.exec(sql);
  for (const char* sql : strip_the_rest) db_.exec(sql);
  shift_rollups(db_, +1);
  drop_empty_rollups(db_);
  rename_marked();
  const ErasedPosts erased = count();
  db_.exec("DELETE FROM erased");
  db_.exec("DELETE FROM moved");
  return erased;
}

void Erasing::take_from_marks() {
  Query known_as(db_,
                 "SELECT s.source, s.native_id, p.created_at FROM erased e JOIN post p ON p.id = e.post "
                 "JOIN sighting s ON s.post = e.post");
  std::size_t since_cleaned = 0;  // what is remembered is bounded
  for (auto row = known_as.rows(); row.next();) {
    marks_.gone(row.integer(0), row.text(1), row.maybe_time(2));
    if (++since_cleaned < GoneMarks::most / 2) continue;
    marks_.clean_stored();
    since_cleaned = 0;
  }
  marks_.clean_stored();
}

void Erasing::rename_marked() {
  std::vector<std::pair<std::int64_t, PostKey>> keys;
  for (auto rows = marked_.rows(); rows.next();)
    keys.push_back({rows.integer(0), {static_cast<Network>(rows.small(1)), rows.text(2)}});
  for (const auto& [id, key] : keys) {
    rename(id, key);
    touched_.post(id);
  }
}

void Erasing::rename(std::int64_t id, const PostKey& key) {
  const PostKey name{key.network, tombstones_.add(key)};
  if (const std::int64_t heard_of = keys_.stored_post(name); heard_of != 0 && heard_of != id)
    replace(heard_of, id);
  keys_.rename_post(id, name);
}

// A partner's database, or a copy of ours, told of the post by the name it has only now.
void Erasing::replace(std::int64_t heard_of, std::int64_t id) {
  for (const char* sql :
       {"UPDATE post SET reply_to = ?1 WHERE reply_to = ?2", "UPDATE post SET root = ?1 WHERE root = ?2",
        "UPDATE post SET quote_of = ?1 WHERE quote_of = ?2",
        "UPDATE post SET bridged_copy_of = ?1 WHERE bridged_copy_of = ?2",
        "UPDATE OR IGNORE edge SET to_post = ?1 WHERE to_post = ?2"})
    Query(db_, sql).run(id, heard_of);
  for (const char* sql :
       {"DELETE FROM edge WHERE to_post = ?1 OR post = ?1", "DELETE FROM post_key WHERE id = ?"})
    Query(db_, sql).run(heard_of);
}

void Erasing::unite(const PostKey& heard_of, const PostKey& gone) {
  const std::int64_t from = keys_.stored_post(heard_of), to = keys_.stored_post(gone);
  if (from != 0 && to != 0 && from != to) replace(from, to);
}

ErasedPosts Erasing::count() {
  shift_erasures(db_);
  Query sums(db_,
             "SELECT (SELECT count(*) FROM erased), (SELECT count(*) FROM moved m JOIN tag t ON t.id = m.tag "
             "WHERE t.position IS NOT NULL AND m.state = 2)");
  auto rows = sums.rows();
  rows.next();
  return {rows.integer(0), rows.integer(1)};
}

std::int64_t Erasing::place(const PostKey& key, UtcTime at, UtcTime edited, UtcTime seen, Gone why,
                            UtcTime since) {
  // It may have been heard of, by the name it will have or by its own. Posts in memory may point to either,
  // so none of both is taken away.
  std::int64_t id = keys_.stored_post({key.network, gone_name(key)});
  const bool named = id != 0;
  if (!named) id = keys_.stored_post(key);
  if (Query(db_, "SELECT 1 FROM post WHERE id = ?").rows(id).next()) return 0;
  if (named)
    tombstones_.add(key);
  else if (id != 0)
    rename(id, key);
  else
    id = keys_.ensure_post({key.network, tombstones_.add(key)});
  add_post_.run(id, key.network, floored(at, hour), floored(seen, hour), edited, since, why);
  touched_.post(id);
  return id;
}

void Erasing::leave(const PreparedPost& post, std::int64_t source, UtcTime seen,
                    const std::vector<std::int64_t>& tags) {
  const PostKey& key = post.post.key;
  const UtcTime edited = post.post.edited_at.value_or(UtcTime{});
  const std::int64_t id =
      place(key, post.charted_at, edited, seen, Gone::opted_out, utc(floored(seen, hour)));
  if (id == 0) return;  // under another author
  for (const std::int64_t tag : tags)
    add_mention_.run(tag, floored(post.charted_at, hour), id, key.network, edited);
  add_sighting_.run(id, source, floored(seen, hour));
  mark(id);
  shift_rollups(db_, +1);
  shift_erasures(db_);
  db_.exec("DELETE FROM erased");
}

bool Erasing::see(const PostKey& key, std::int64_t source) {
  const std::int64_t id = keys_.stored_post({key.network, gone_name(key)});
  if (!Query(db_, "SELECT 1 FROM post WHERE id = ?").rows(id).next()) return false;
  if (sight_again_.run(id, source) > 0) count_sight_.run(id, source);
  return true;
}

}  // namespace clamor::storage
