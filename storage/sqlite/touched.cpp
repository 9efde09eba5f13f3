#include "storage/sqlite/touched.hpp"

#include <algorithm>

namespace clamor::storage {

namespace {
// Older commits are dropped: reading everything anew costs less than following so many.
constexpr std::int64_t most_named = 2'000'000;
constexpr std::int64_t named_by_a_row = 16;  // small commits must not add up to a large table
constexpr int dropped_at_once = 8;
}  // namespace

Touched::Touched(SQLite::Database& db)
    : newest_(db, "SELECT named FROM change ORDER BY id DESC LIMIT 1"),
      add_(db,
           "INSERT INTO change (token, posts, authors, readings_from, named) VALUES (random(), "
           "CAST(? AS BLOB), CAST(? AS BLOB), ?, ?)"),
      drop_oldest_(db, "DELETE FROM change WHERE id = (SELECT min(id) FROM change) AND named < ?") {}

void Touched::follower_reading(std::int64_t author, std::int64_t at) {
  authors_.push_back(author);
  readings_from_ = std::min(readings_from_.value_or(at), at);
}

void Touched::flush() {
  if (posts_.empty() && authors_.empty()) return;
  const std::string posts = packed_ids(posts_), authors = packed_ids(authors_);
  std::int64_t named = named_by_a_row + static_cast<std::int64_t>(posts_.size() + authors_.size());
  if (auto rows = newest_.rows(); rows.next()) named += rows.integer(0);
  add_.run(posts, authors, readings_from_, named);
  for (int i = 0; i < dropped_at_once && drop_oldest_.run(named - most_named) > 0; ++i) {
  }
  posts_.clear();
  authors_.clear();
  readings_from_.reset();
}

void Touched::everything(SQLite::Database& db) {
  // The number goes on, so that the token is drawn anew for a number nobody has noted.
  db.exec(
      "INSERT INTO change SELECT coalesce(max(id), 0) + 1, random(), x'', x'', NULL, coalesce(max(named), 0) "
      "FROM change");
  db.exec("DELETE FROM change WHERE id < (SELECT max(id) FROM change)");
}

std::string packed_ids(std::vector<std::int64_t>& ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::string packed;
  std::int64_t before = 0;
  for (const std::int64_t id : ids) {
    auto step = static_cast<std::uint64_t>(id - before);
    for (; step >= 0x80; step >>= 7) packed += static_cast<char>(0x80 | (step & 0x7f));
    packed += static_cast<char>(step);
    before = id;
  }
  return packed;
}

void unpack_ids(std::string_view packed, std::vector<std::int64_t>& to) {
  std::int64_t id = 0;
  std::uint64_t step = 0;
  int shift = 0;
  for (const char byte : packed) {
    step |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    shift += 7;
    if ((byte & 0x80) != 0 && shift < 63) continue;
    to.push_back(id += static_cast<std::int64_t>(step));
    step = 0;
    shift = 0;
  }
}

}  // namespace clamor::storage
