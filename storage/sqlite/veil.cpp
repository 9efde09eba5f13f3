#include "storage/sqlite/veil.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "storage/sqlite/erasing.hpp"
#include "storage/sqlite/identity.hpp"
#include "storage/sqlite/rollups.hpp"

namespace clamor::storage {

namespace {

void floor_to_hour(UtcTime& time) {
  time = UtcTime{std::chrono::floor<std::chrono::hours>(time)};
}
void floor_to_hour(std::optional<UtcTime>& time) {
  if (time) floor_to_hour(*time);
}

}  // namespace

Veil::Veil(SQLite::Database& db) : db_(db) {
  Query key(db, "SELECT key FROM veil");
  if (auto rows = key.rows(); rows.next()) key_ = std::make_unique<KeyedHash>(rows.view(0));
}

std::string Veil::name(std::string_view kind, Network network, std::string_view id) const {
  if (id.empty() || id.starts_with(veiled_prefix)) return std::string(id);
  std::string text(kind);
  text.append("\n").append(network_name(network)).append("\n").append(id);
  return std::string(veiled_prefix) + hex(key_->of(text, 16));
}

AuthorKey Veil::over(const AuthorKey& author) const {
  return drawn() ? AuthorKey{author.network, name("account", author.network, author.id)} : author;
}

PostKey Veil::over(const PostKey& post) const {
  return drawn() ? PostKey{post.network, name("page", post.network, post.uri)} : post;
}

void Veil::over(PreparedPost& prepared) const {
  Post& post = prepared.post;
  Post veiled;
  veiled.key = over(post.key);
  veiled.author = over(post.author);
  veiled.created_at = post.created_at;
  veiled.edited_at = post.edited_at;
  veiled.language = std::move(post.language);
  for (const auto& [from, to] :
       {std::pair(&post.reply_to, &veiled.reply_to), std::pair(&post.root, &veiled.root),
        std::pair(&post.quote_of, &veiled.quote_of)})
    if (*from) *to = over(**from);
  veiled.is_reply = post.is_reply;
  veiled.sensitive = post.sensitive;
  veiled.media = post.media;
  veiled.counts = post.counts;
  floor_to_hour(veiled.created_at);
  floor_to_hour(veiled.edited_at);
  floor_to_hour(prepared.charted_at);
  post = std::move(veiled);
  prepared.links.clear();
  prepared.hashtags.clear();  // all of them together may be a text of its own
  for (const Mention& mention : prepared.mentions) prepared.hashtags.push_back(mention.spelling);
}

PreparedPage Veil::over(PreparedPage page) const {
  for (PreparedPost& post : page.posts) over(post);
  for (Author& author : page.authors) {
    Author veiled;
    veiled.key = over(author.key);
    veiled.bot = author.bot;
    veiled.group = author.group;
    veiled.followers = author.followers;
    veiled.consent = author.consent;
    author = std::move(veiled);
  }
  for (Edge& edge : page.edges) {
    edge.from = over(edge.from);
    if (edge.to) edge.to = over(*edge.to);
    edge.post = over(edge.post);
    if (edge.to_post) edge.to_post = over(*edge.to_post);
    floor_to_hour(edge.not_before);
    floor_to_hour(edge.at);
  }
  for (PostKey& key : page.deleted) key = over(key);
  for (AuthorKey& key : page.opted_out) key = over(key);
  return page;
}

void Veil::draw() {
  if (drawn()) return;
  key_ = std::make_unique<KeyedHash>();
  Query(db_, "INSERT INTO veil VALUES (1, CAST(? AS BLOB))").run(key_->key());
  veil_authors();
  veil_keys();
  db_.exec("UPDATE sighting SET native_id = '', indexed_at = NULL");
  GoneMarks none;
  Marks(db_, none).clean_stored();
  db_.exec("DELETE FROM post_link");
  db_.exec("DELETE FROM link");
  db_.exec("DELETE FROM issue");
#define CLAMOR_HOUR(column) "(" column " - ((" column " % 3600000) + 3600000) % 3600000)"
  db_.exec("CREATE TEMP TABLE hourly AS SELECT tag, " CLAMOR_HOUR(
      "at") " AS at, post, network, author, state, "
            "vetoed, CASE state WHEN 3 THEN 0 ELSE min(edited_at, 1) END, spelling FROM mention");
  db_.exec("DELETE FROM mention");
  db_.exec("INSERT INTO mention SELECT * FROM hourly");
  db_.exec("DROP TABLE hourly");
  db_.exec("UPDATE post SET at = " CLAMOR_HOUR("at") ", created_at = " CLAMOR_HOUR("created_at") ", "
           "edited_at = min(edited_at, 1), version_home = 0, version_hash = 0, url = '', text = ''");
  db_.exec(
      "UPDATE post SET hashtags = coalesce((SELECT group_concat(spelling, char(10)) FROM post_mention m "
      "WHERE m.post = post.id AND spelling <> ''), '')");
  db_.exec("UPDATE edge SET not_before = " CLAMOR_HOUR("not_before") ", at = " CLAMOR_HOUR("at"));
#undef CLAMOR_HOUR
  note_bytes_left(db_);
  db_.exec("UPDATE care SET pruned_at = NULL");  // nobody in danger waits a day for the bytes to go
  Touched::everything(db_);
  Rollups::rebuild(db_);
}

void Veil::veil_authors() {
  std::vector<std::pair<std::int64_t, AuthorKey>> all;
  Query authors(db_, "SELECT id, network, key FROM author");
  for (auto row = authors.rows(); row.next();)
    all.push_back({row.integer(0), {static_cast<Network>(row.small(1)), row.text(2)}});
  Query change(db_,
               "UPDATE author SET hash = ?, key = ?, handle = '', display_name = '', uri = '', url = '', "
               "created_at = NULL, profile_hash = 0 WHERE id = ?");
  for (const auto& [id, key] : all) {
    const AuthorKey veiled = over(key);
    change.run(key_hash(veiled.network, veiled.id), veiled.id, id);
  }
}

void Veil::veil_keys() {
  std::vector<std::pair<std::int64_t, PostKey>> all;
  Query keys(db_, "SELECT id, network, uri FROM post_key WHERE NOT uri GLOB 'gone:*'");
  for (auto row = keys.rows(); row.next();)
    all.push_back({row.integer(0), {static_cast<Network>(row.small(1)), row.text(2)}});
  Query change(db_, "UPDATE post_key SET hash = ?, uri = ? WHERE id = ?");
  for (const auto& [id, key] : all) {
    const PostKey veiled = over(key);
    change.run(key_hash(veiled.network, veiled.uri), veiled.uri, id);
  }
}

}  // namespace clamor::storage
