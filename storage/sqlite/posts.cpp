#include "storage/sqlite/posts.hpp"

#include <algorithm>
#include <tuple>

namespace clamor::storage {

Posts::Posts(SQLite::Database& db, Authors& authors, Rollups& rollups)
    : db_(db),
      authors_(authors),
      rollups_(rollups),
      keys_(db),
      tags_(db, "SELECT id FROM tag WHERE key = ?", "INSERT INTO tag (key, label) VALUES (?1, ?1)"),
      themes_(db, "SELECT id FROM theme WHERE name = ?", "INSERT INTO theme (name) VALUES (?)"),
      load_(db,
            "SELECT network, author, at, repair, created_at, first_seen_at, edited_at, deleted_at, "
            "version_home, "
            "version_hash, url, text, hashtags, language, detected_language, reply_to, root, quote_of, "
            "is_reply, "
            "sensitive, media, likes, boosts, replies, quotes, views FROM post WHERE id = ?"),
      insert_(
          db,
          "INSERT INTO post (network, author, at, repair, created_at, first_seen_at, edited_at, deleted_at, "
          "version_home, version_hash, url, text, hashtags, language, detected_language, reply_to, root, "
          "quote_of, is_reply, sensitive, media, likes, boosts, replies, quotes, views, id) VALUES "
          "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      update_(
          db,
          "UPDATE post SET network = ?, author = ?, at = ?, repair = ?, created_at = ?, first_seen_at = ?, "
          "edited_at = ?, deleted_at = ?, version_home = ?, version_hash = ?, url = ?, text = ?, "
          "hashtags = ?, language = ?, detected_language = ?, reply_to = ?, root = ?, quote_of = ?, "
          "is_reply = ?, sensitive = ?, media = ?, likes = ?, boosts = ?, replies = ?, quotes = ?, views = ? "
          "WHERE id = ?"),
      update_counts_(
          db, "UPDATE post SET likes = ?, boosts = ?, replies = ?, quotes = ?, views = ? WHERE id = ?"),
      load_mentions_(db, "SELECT tag, edited_at, vetoed, spelling, state FROM mention WHERE post = ?"),
      add_mention_(db, "INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      drop_mention_(db, "DELETE FROM mention WHERE tag = ? AND at = ? AND post = ?"),
      load_sources_(db, "SELECT source FROM sighting WHERE post = ?"),
      sighted_(db,
               "INSERT INTO sighting VALUES (?1, ?2, ?3, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET "
               "first_seen = min(first_seen, excluded.first_seen), "
               "last_seen = max(last_seen, excluded.last_seen), "
               "indexed_at = min(coalesce(indexed_at, excluded.indexed_at), "
               "                 coalesce(excluded.indexed_at, indexed_at)), "
               "native_id = max(native_id, excluded.native_id)"),
      newest_(db,
              "SELECT at, until, likes, boosts, replies, quotes, views FROM reading "
              "WHERE post = ? AND vantage = ? ORDER BY at DESC LIMIT 1"),
      holding_(db,
               "SELECT at, until, likes, boosts, replies, quotes, views FROM reading "
               "WHERE post = ? AND vantage = ? AND at <= ? ORDER BY at DESC LIMIT 1"),
      add_reading_(db, "INSERT INTO reading VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      change_reading_(
          db,
          "UPDATE reading SET until = ?, likes = ?, boosts = ?, replies = ?, quotes = ?, views = ? "
          "WHERE post = ? AND vantage = ? AND at = ?"),
      best_(db,
            "SELECT home, vantage, likes, boosts, replies, quotes, views FROM reading WHERE post = ? "
            "ORDER BY home DESC, vantage, at DESC"),
      uri_(db, "SELECT network, uri FROM post_key WHERE id = ?"),
      add_link_(db, "INSERT OR IGNORE INTO post_link VALUES (?, ?)"),
      drop_links_(db, "DELETE FROM post_link WHERE post = ?"),
      add_theme_(db, "INSERT OR IGNORE INTO post_theme VALUES (?, ?)"),
      drop_themes_(db, "DELETE FROM post_theme WHERE post = ?"),
      add_edge_(db,
                "INSERT INTO edge VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "not_before = max(coalesce(not_before, excluded.not_before), "
                "                 coalesce(excluded.not_before, not_before)), "
                "at = min(coalesce(at, excluded.at), coalesce(excluded.at, at))") {}

void Posts::forget() {
  tags_.forget();
  themes_.forget();
}

PostSaved Posts::save(const PreparedPost& prepared, const Reading& reading) {
  PostSaved saved;
  bool new_key = false;
  saved.id = keys_.ensure_post(prepared.post.key, &new_key);
  Stored copy = as_given(prepared, reading, saved.id);
  const std::int64_t copy_edited = copy.edited;
  const bool home = copy.home;
  const std::optional<Stored> before = new_key ? std::nullopt : load(saved.id);
  if (before && before->deleted) return saved;  // it stays deleted when an old page is replayed

  std::vector<MentionRow> old_mentions;
  std::vector<std::int64_t> sources;
  Stored now;
  saved.new_post = !before;
  if (before) {
    old_mentions = load_mentions(saved.id);
    sources = load_sources(saved.id);
    rollups_.take_back(contribution(*before, old_mentions, sources));
    now = *before;
    merge(now, copy);
  } else {
    now = std::move(copy);
    now.counts = prepared.post.counts;  // the only ones there are
    insert(now);
  }

  std::vector<MentionRow> mentions = old_mentions;
  for (MentionRow& row : given_mentions(prepared, copy_edited)) merge_mention(mentions, std::move(row));
  settle(mentions, now);
  write_mentions(old_mentions, mentions, before ? &*before : nullptr, now);

  if (before && copy_edited > before->edited) {
    drop_links_.run(saved.id);
    drop_themes_.run(saved.id);
  }
  if (copy_edited == now.edited) write_links(prepared, saved.id);

  saved.new_sighting = std::ranges::find(sources, reading.source) == sources.end();
  if (saved.new_sighting) sources.push_back(reading.source);
  sighted_.run(saved.id, reading.source, reading.at, prepared.post.indexed_at, prepared.post.native_id);

  saved.new_readings = read_counts(prepared.post.counts, home, reading, saved.new_post, now);
  if (before) update(*before, now);

  const Contribution given = contribution(now, mentions, sources);
  rollups_.add(given);
  saved.at = now.at;
  saved.charted_tags = given.tags;
  const auto counted = [](const std::vector<MentionRow>& rows) {
    return static_cast<int>(std::ranges::count(rows, MentionState::counted, &MentionRow::state));
  };
  saved.new_mentions = std::max(0, counted(mentions) - counted(old_mentions));
  return saved;
}

void Posts::save(const Edge& edge) {
  add_edge_.run(keys_.ensure_post(edge.post), edge.kind, authors_.ensure(edge.from),
                edge.to ? authors_.ensure(*edge.to) : 0, edge.to_post ? keys_.ensure_post(*edge.to_post) : 0,
                edge.not_before, edge.at);
}

bool Posts::mark_deleted(const PostKey& key, UtcTime now) {
  const std::int64_t id = keys_.find_post(key);
  const std::optional<Stored> before = id == 0 ? std::nullopt : load(id);
  if (!before || before->deleted) return false;
  const std::vector<MentionRow> old_mentions = load_mentions(id);
  const std::vector<std::int64_t> sources = load_sources(id);
  rollups_.take_back(contribution(*before, old_mentions, sources));

  constexpr std::int64_t hour = 60 * 60 * 1000;
  Stored gone;
  gone.id = id;
  gone.network = before->network;
  gone.at = before->at - ((before->at % hour) + hour) % hour;
  gone.first_seen = before->first_seen;
  gone.edited = before->edited;
  gone.deleted = millis(now);
  std::vector<MentionRow> mentions = old_mentions;
  for (MentionRow& row : mentions) {
    if (row.state == MentionState::counted) row.state = MentionState::deleted;
    row.spelling.clear();
  }
  write_mentions(old_mentions, mentions, &*before, gone);
  drop_links_.run(id);
  drop_themes_.run(id);
  Query(db_, "DELETE FROM reading WHERE post = ?").run(id);
  Query(db_, "DELETE FROM edge WHERE post = ?").run(id);
  Query(db_, "UPDATE sighting SET native_id = '', indexed_at = NULL WHERE post = ?").run(id);
  update(*before, gone);
  rollups_.add(contribution(gone, mentions, sources));
  return true;
}

Contribution Posts::contribution(const Stored& post, const std::vector<MentionRow>& mentions,
                                 const std::vector<std::int64_t>& sources) const {
  Contribution given{post.at, post.network, post.counts, {}, sources};
  for (const MentionRow& row : mentions) {
    const bool charted = row.state == MentionState::counted || row.state == MentionState::deleted;
    if (charted && tracked_.contains(row.tag)) given.tags.push_back(row.tag);
  }
  return given;
}

// ---- counts ------------------------------------------------------------------------------------------

namespace {

Counts counts_at(const Query::Rows& row, int first) {
  return {row.maybe(first), row.maybe(first + 1), row.maybe(first + 2), row.maybe(first + 3),
          row.maybe(first + 4)};
}

}  // namespace

int Posts::read_counts(const Counts& counts, bool home, const Reading& reading, bool new_post, Stored& post) {
  if (!counts.any()) return 0;
  struct Table {
    Posts& posts;
    std::int64_t post, vantage;
    bool home;
    void add(const Run<Counts>& run) {
      const Counts& c = run.values;
      posts.add_reading_.run(post, vantage, run.at, run.until, home, c.likes, c.boosts, c.replies, c.quotes,
                             c.views);
    }
    void change(const Run<Counts>& run) {
      const Counts& c = run.values;
      posts.change_reading_.run(run.until, c.likes, c.boosts, c.replies, c.quotes, c.views, post, vantage,
                                run.at);
    }
    std::optional<Run<Counts>> holding(std::int64_t time) {
      auto rows = posts.holding_.rows(post, vantage, time);
      if (!rows.next()) return std::nullopt;
      return Run<Counts>{rows.integer(0), rows.integer(1), counts_at(rows, 2)};
    }
  };
  std::optional<Run<Counts>> newest;
  if (!new_post) {
    auto rows = newest_.rows(post.id, reading.vantage);
    if (rows.next()) newest = Run<Counts>{rows.integer(0), rows.integer(1), counts_at(rows, 2)};
  }
  const std::optional<Run<Counts>> before = newest;
  const int added = observe(newest, millis(reading.at), counts, Table{*this, post.id, reading.vantage, home});
  if (!new_post && (!before || !(before->values == newest->values))) {
    post.counts = best_counts(post.id);
  }
  return added;
}

Counts Posts::best_counts(std::int64_t post) {
  Counts best;
  bool any_home = false;
  std::int64_t last_vantage = 0;
  auto rows = best_.rows(post);
  while (rows.next()) {
    const bool home = rows.small(0) != 0;
    any_home = any_home || home;
    if (any_home && !home) break;
    if (rows.integer(1) == last_vantage) continue;  // an older run of the same vantage
    last_vantage = rows.integer(1);
    best = highest(best, counts_at(rows, 2));
  }
  return best;
}

}  // namespace clamor::storage
