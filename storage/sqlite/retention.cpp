// What is older than allowed goes, in transactions small enough that nobody waits.

#include "storage/sqlite/writer_parts.hpp"

namespace clamor::storage {

namespace {

constexpr std::int64_t posts_at_once = 5'000;
constexpr std::int64_t day = 24 * 60 * 60 * 1000;

std::int64_t days_before(UtcTime now, int days) {
  return millis(now) - std::int64_t{days} * day;
}

// Posts with an id in (after, to].
struct Slice {
  std::int64_t after = 0, to = 0;
};

// Figures stay as they are, but words leave the index.
std::int64_t drop_texts(SQLite::Database& db, Touched& touched, Slice slice, std::int64_t before) {
  Query drop(db, "UPDATE post SET text = '' WHERE id > ? AND id <= ? AND at < ? AND text <> '' RETURNING id");
  std::int64_t texts = 0;
  for (auto rows = drop.rows(slice.after, slice.to, before); rows.next(); ++texts) touched.post(rows.integer(0));
  if (texts > 0) note_bytes_left(db, BytesLeft::of_texts);
  return texts;
}

void mark_older(SQLite::Database& db, Slice slice, std::int64_t before) {
  Query(db,
        "INSERT INTO erased SELECT id FROM post WHERE id > ? AND id <= ? AND at < ? AND deleted_at IS NULL "
        "ON CONFLICT DO NOTHING")
      .run(slice.after, slice.to, before);
}

// Seen among new posts or read again for its counts, through whatever server: of a re-reading only the reading tells.
void mark_not_read_since(SQLite::Database& db, Slice slice, const std::string& kind, std::int64_t before) {
  Query(db,
        "INSERT INTO erased SELECT p.id FROM post p WHERE p.id > ? AND p.id <= ? AND p.deleted_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM sighting s JOIN source o ON o.id = s.source WHERE s.post = p.id "
        "AND (o.kind <> ? OR s.last_seen >= ?)) "
        "AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.post = p.id AND r.until >= ?) ON CONFLICT DO NOTHING")
      .run(slice.after, slice.to, kind, before, before);
}

// Who wrote nothing that is kept and did nothing to anybody.
std::int64_t drop_profiles(SQLite::Database& db) {
  db.exec(
      "CREATE TEMP TABLE needed AS SELECT author AS id FROM post WHERE author IS NOT NULL "
      "UNION SELECT actor FROM edge UNION SELECT target FROM edge");
  db.exec("DELETE FROM author_reading WHERE author NOT IN (SELECT id FROM needed)");
  db.exec("DELETE FROM profile_confirmed WHERE author NOT IN (SELECT id FROM needed)");
  const int gone = Query(db, "DELETE FROM author WHERE id NOT IN (SELECT id FROM needed)").run();
  if (gone > 0) note_bytes_left(db);
  db.exec("DROP TABLE needed");
  return gone;
}

}  // namespace

std::optional<UtcTime> SqliteWriter::pruned_at() {
  return guarded(file_, [&]() -> std::optional<UtcTime> {
    Query query(db_, "SELECT pruned_at FROM care");
    auto rows = query.rows();
    return rows.next() ? rows.maybe_time(0) : std::nullopt;
  });
}

void SqliteWriter::set_pruned_at(const std::optional<UtcTime>& at) {
  in_transaction([&](Parts&) { Query(db_, "UPDATE care SET pruned_at = ?").run(at); });
}

Pruned SqliteWriter::prune(const Retention& retention, UtcTime now, const std::function<bool()>& go_on) {
  Pruned pruned;
  if (!retention.names) {
    in_transaction([&](Parts& parts) {
      if (parts.veil.drawn()) return parts.marks.clean_stored();  // an earlier version kept them
      parts.flush();
      parts.veil.draw();
      parts.forget_held();
      pruned.names = true;
    });
  }
  std::int64_t last = 0;
  guarded(file_, [&] {
    Query query(db_, "SELECT coalesce(max(id), 0) FROM post");
    auto rows = query.rows();
    rows.next();
    last = rows.integer(0);
  });
  const auto prune_slice = [&](Parts& parts, Slice slice) {
    parts.flush();
    pruned.texts += drop_texts(
        db_, parts.touched, slice, retention.text_days == 0 ? millis(now) + day : days_before(now, retention.text_days));
    if (retention.post_days) mark_older(db_, slice, days_before(now, *retention.post_days));
    for (const auto& [kind, days] : retention.kinds)
      mark_not_read_since(db_, slice, kind, days_before(now, days));
    const ErasedPosts erased = parts.erasing.run(Gone::expired, now);
    pruned.expired.posts += erased.posts;
    pruned.expired.mentions += erased.mentions;
    if (erased.posts > 0) parts.forget_held();
  };
  for (std::int64_t after = 0; after < last; after += posts_at_once) {
    if (!go_on()) return pruned;
    in_transaction([&](Parts& parts) { prune_slice(parts, {after, after + posts_at_once}); });
  }
  in_transaction([&](Parts& parts) {
    const bool erased_lately =
        Query(db_, "SELECT 1 FROM erasure WHERE day >= coalesce((SELECT pruned_at FROM care), 0) - ?")
            .rows(day)
            .next();
    if (erased_lately) {
      parts.flush();
      pruned.profiles = drop_profiles(db_);
      drop_links_of_nobody(db_);
      parts.forget_held();
    }
    Query(db_, "UPDATE care SET pruned_at = ?").run(now);
  });
  return pruned;
}

}  // namespace clamor::storage
