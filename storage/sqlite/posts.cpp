#include "storage/sqlite/posts.hpp"

#include <algorithm>
#include <cassert>
#include <tuple>

namespace clamor::storage {

// Of what was told of an author with the post the first; of two numbers at one instant the higher.
#define CLAMOR_FIRST_TOLD(column)                                                                     \
#column                                                                                             \
      " = CASE WHEN excluded.author_at < coalesce(author_at, excluded.author_at + 1) "                \
      "THEN excluded." #column                                                                        \
      " WHEN excluded.author_at = author_at "                                                         \
      "THEN max(coalesce(" #column ", excluded." #column "), coalesce(excluded." #column ", " #column \
      ")) "                                                                                           \
      "ELSE " #column " END, "

namespace {
constexpr std::size_t most_held = 4'000;  // less than a KB each
}

Posts::Posts(SQLite::Database& db, Keys& keys, Authors& authors, Rollups& rollups, Touched& touched)
    : db_(db),
      keys_(keys),
      authors_(authors),
      rollups_(rollups),
      touched_(touched),
      tags_(db, "SELECT id FROM tag WHERE key = ?", "INSERT INTO tag (key, label) VALUES (?1, ?1)"),
      themes_(db, "SELECT id FROM theme WHERE name = ?", "INSERT INTO theme (name) VALUES (?)"),
      held_(most_held),
      load_(db,
            "SELECT network, author, at, repair, created_at, first_seen_at, edited_at, deleted_at, "
            "version_home, version_hash, hashtags, reply_to, root, quote_of, is_reply, sensitive, media, "
            "likes, boosts, replies, quotes, views FROM post WHERE id = ?"),
      update_(
          db,
          "UPDATE post SET network = ?, author = ?, at = ?, repair = ?, created_at = ?, first_seen_at = ?, "
          "edited_at = ?, deleted_at = ?, version_home = ?, version_hash = ?, hashtags = ?, reply_to = ?, "
          "root = ?, quote_of = ?, is_reply = ?, sensitive = ?, media = ?, likes = ?, boosts = ?, "
          "replies = ?, quotes = ?, views = ? WHERE id = ?"),
      update_content_(db,
                      "UPDATE post SET url = ?, text = ?, language = ?, detected_language = ? WHERE id = ?"),
      update_counts_(
          db, "UPDATE post SET likes = ?, boosts = ?, replies = ?, quotes = ?, views = ? WHERE id = ?"),
      load_mentions_(
          db,
          "SELECT m.tag, m.edited_at, m.vetoed, m.spelling, m.state FROM tag t CROSS JOIN mention m "
          "ON m.tag = t.id AND m.at = ? AND m.post = ?"),
      drop_mention_(db, "DELETE FROM mention WHERE tag = ? AND at = ? AND post = ?"),
      load_sources_(db, "SELECT source FROM sighting WHERE post = ?"),
      newest_below_(db,
                    "SELECT vantage, home, at, until, likes, boosts, replies, quotes, views FROM reading "
                    "WHERE post = ? AND vantage < ? ORDER BY vantage DESC, at DESC LIMIT 1"),
      holding_(db,
               "SELECT at, until, likes, boosts, replies, quotes, views FROM reading "
               "WHERE post = ? AND vantage = ? AND at <= ? ORDER BY at DESC LIMIT 1"),
      change_reading_(
          db,
          "UPDATE reading SET until = ?, likes = ?, boosts = ?, replies = ?, quotes = ?, views = ? "
          "WHERE post = ? AND vantage = ? AND at = ?"),
      uri_(db, "SELECT network, uri FROM post_key WHERE id = ?"),
      drop_links_(db, "DELETE FROM post_link WHERE post = ?"),
      drop_themes_(db, "DELETE FROM post_theme WHERE post = ?"),
      add_post_(
          db,
          "post (id, network, author, at, repair, created_at, first_seen_at, edited_at, deleted_at, "
          "version_home, version_hash, url, text, hashtags, language, detected_language, reply_to, root, "
          "quote_of, bridged_copy_of, is_reply, sensitive, media, likes, boosts, replies, quotes, views)",
          28),
      add_mention_(db, "mention", 9),
      sighted_(db, "sighting", 12,
               "ON CONFLICT DO UPDATE SET " CLAMOR_FIRST_TOLD(vantage) CLAMOR_FIRST_TOLD(home)
 CLAMOR_FIRST_TOLD(followers) CLAMOR_FIRST_TOLD(following) CLAMOR_FIRST_TOLD(author_posts)
 "author_at = min(coalesce(author_at, excluded.author_at), coalesce(excluded.author_at, author_at)), "
 "first_seen = min(first_seen, excluded.first_seen), "
               "last_seen = max(last_seen, excluded.last_seen), "
               "indexed_at = min(coalesce(indexed_at, excluded.indexed_at), "
               "                 coalesce(excluded.indexed_at, indexed_at)), "
               "native_id = max(native_id, excluded.native_id)"),
      add_reading_(db, "reading", 10),
      add_link_(db, "post_link", 2, "ON CONFLICT DO NOTHING"),
      add_theme_(db, "post_theme", 2, "ON CONFLICT DO NOTHING"),
      add_edge_(
          db, "edge", 7,
          "ON CONFLICT DO UPDATE SET "
          "not_before = CASE WHEN excluded.at IS at THEN max(coalesce(not_before, excluded.not_before), "
          "                                                  coalesce(excluded.not_before, not_before)) "
          "  WHEN at IS NULL OR excluded.at < at THEN excluded.not_before ELSE not_before END, "
          "at = min(coalesce(at, excluded.at), coalesce(excluded.at, at))") {}

void Posts::forget() {
  assert(waiting_.empty());
  held_.forget();
  keys_.forget();
  tags_.forget();
  themes_.forget();
}

PostSaved Posts::save(const PreparedPost& prepared, const Reading& reading, const PageAuthor* author) {
  PostSaved saved;
  if (!reading.sights && keys_.find_post(prepared.post.key) == 0) return saved;
  bool new_key = false;
  saved.id = keys_.ensure_post(prepared.post.key, &new_key);
  Held* held = new_key ? nullptr : find(saved.id);
  if (held ? held->row.deleted.has_value() : !reading.sights)
    return saved;  // it stays deleted when an old page is replayed, and unknown when nobody sighted it

  Stored facts = facts_of(prepared, reading, author, saved.id);
  if (!reading.sights) facts.first_seen = held->row.first_seen;
  saved.new_post = held == nullptr;
  Contribution given_before;
  std::int64_t at_before = 0, edited_before = facts.edited;
  bool moved = false;
  if (held) {
    given_before = contribution(*held);
    at_before = held->row.at;
    edited_before = held->row.edited;
    const auto author_before = held->row.author;
    if (merge(*held, facts, prepared)) held->changed(Held::Write::all);
    moved = held->row.at != at_before || held->row.author != author_before;
  } else {
    held = &hold(saved.id);
    held->row = facts;
    take_content(*held, facts, prepared);
    held->changed(Held::Write::insert);
  }

  const Few<MentionRow> mentions_before = held->mentions;
  for (MentionRow& row : given_mentions(prepared, facts.edited))
    merge_mention(held->mentions, std::move(row));
  settle_states(held->mentions, held->row.edited);
  write_mentions(mentions_before, at_before, moved, *held);

  if (facts.edited > edited_before) drop_words(*held);
  const std::size_t links_before = held->links.size();
  if (facts.edited == held->row.edited) write_words(prepared, *held);
  saved.new_sighting = reading.sights && sight(prepared, reading, author, *held);
  saved.new_readings = read_counts(prepared.post.counts, reading, facts.home, *held);
  if (held->write != Held::Write::nothing || held->mentions != mentions_before ||
      held->links.size() != links_before)
    touched_.post(saved.id);
  write_later(*held);

  Contribution given = contribution(*held);
  if (!(given == given_before)) {
    rollups_.take_back(given_before);
    rollups_.add(given);
  }
  saved.at = held->row.at;
  saved.charted_tags = std::move(given.tags);
  const auto counted = [](const Few<MentionRow>& rows) {
    return static_cast<int>(std::ranges::count(rows, MentionState::counted, &MentionRow::state));
  };
  saved.new_mentions = std::max(0, counted(held->mentions) - counted(mentions_before));
  return saved;
}

void Posts::save(const Edge& edge) {
  edges_.push_back({keys_.ensure_post(edge.post), static_cast<int>(edge.kind), authors_.ensure(edge.from),
                    edge.to ? authors_.ensure(*edge.to) : 0,
                    edge.to_post ? keys_.ensure_post(*edge.to_post) : 0, millis(edge.not_before),
                    millis(edge.at)});
}

void Posts::boosters_read(const BoostersRead& read, std::int64_t vantage) {
  const std::int64_t id = keys_.find_post(read.post);
  const Held* held = id == 0 ? nullptr : find(id);
  if (!held || held->row.deleted) return;
  Query(db_,
        "INSERT INTO boosters_read VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "boosts = CASE WHEN excluded.at > at THEN excluded.boosts ELSE boosts END, at = max(at, excluded.at)")
      .run(id, vantage, read.at, read.boosts);
}

Contribution Posts::contribution(const Held& held) const {
  Contribution given{held.row.at, held.row.network, held.row.counts, {}, {}};
  for (const MentionRow& row : held.mentions) {
    const bool charted = row.state == MentionState::counted || row.state == MentionState::deleted;
    if (charted && tracked_.contains(row.tag)) given.tags.push_back(row.tag);
  }
  for (const Sight& sight : held.sights) given.sources.push_back(sight.source);
  return given;
}

}  // namespace clamor::storage
