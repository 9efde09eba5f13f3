#pragma once
// Words to posts, newest first. The index is a file beside the database (search_of) that knows which words a post holds and
// when it was, but neither their order nor the text. It follows the database by slices, behind what is stored and by whoever
// wants to search, not while posts are stored: storing would take three times as long. What is found is looked up in the database before it is told, so an
// index that is behind may miss, but never shows what is gone. Posts that do not count, and those whose author asked not to
// be indexed, are left out.

#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "storage/store.hpp"

namespace clamor::storage {

// The index of a database file; with "-wal" and "-shm" behind it while it is open. It may be removed at any time.
std::filesystem::path search_of(const std::filesystem::path& database);

// Follows everything that changed since the last time, in steps that each are kept: a run that ended early is continued by
// the next. Words of a text that is gone or changed leave the file: its part of some 130,000 posts is thrown away and made
// anew. Whoever removes texts calls this afterwards. Several may run at once. Answers false when `go_on` did. Where nothing
// can be written the index stays as it is. Throws StorageError.
bool update_search(std::string_view url, const std::function<bool(double share)>& go_on = {});

class Search {
 public:
  virtual ~Search() = default;
  // Ids of posts that hold all of the words, however they are accented, the newest first. What the index finds is looked at
  // in the database. StorageError: with the kinds that may_be_remade() names it is remade by remake_search().
  virtual std::vector<std::int64_t> newest(std::string_view words, std::size_t at_most) = 0;
};
// Whether the index itself is what is wrong, not the disk or whoever else has it open.
bool may_be_remade(StorageError::Kind kind);
// update_search() from nothing.
bool remake_search(std::string_view url, const std::function<bool(double share)>& go_on = {});
// Without an index nothing is found: update_search first. One thread.
std::unique_ptr<Search> open_search(std::string_view url);

}  // namespace clamor::storage
