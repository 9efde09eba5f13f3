#pragma once
// The file of the index: one contentless FTS5 table per block of post ids, so that what is gone is thrown away with its
// block (SQLite 3.40 can't take a text out of such a table otherwise). Rows are numbered by time, so that the newest come
// first without sorting.

#include <filesystem>
#include <optional>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/query.hpp"

namespace clamor::storage {

constexpr int block_bits = 17;
inline std::int64_t block_of(std::int64_t post) {
  return post >> block_bits;
}
inline std::int64_t first_of(std::int64_t block) {
  return block << block_bits;
}
// Unique within a block, in order of time.
inline std::int64_t row_of(std::int64_t post, std::int64_t at) {
  return at * (std::int64_t{1} << block_bits) + (post - first_of(block_of(post)));
}
inline std::int64_t post_of(std::int64_t block, std::int64_t row) {
  return first_of(block) + (row & ((std::int64_t{1} << block_bits) - 1));
}
std::string table_of(std::int64_t block);
// What such a table is, with one column: words.
inline constexpr const char* words_table =
    "fts5(words, content = '', detail = none, columnsize = 0, tokenize = 'unicode61 remove_diacritics 2')";

// Opens or makes the file; one that is damaged or of another version is made anew.
SQLite::Database open_search_index(const std::filesystem::path& file);
void remove_search_index(const std::filesystem::path& file);
// Where nothing can be written: one that somebody made before.
SQLite::Database open_search_index_as_it_is(const std::filesystem::path& file);

// Posts that may be found: id, at, text; `where` narrows them.
std::string searchable_posts(const char* where);

}  // namespace clamor::storage
