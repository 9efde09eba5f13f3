#pragma once
// Where reading goes on is told by ids and times of posts, and those of a post that is gone stand nowhere. A walk
// that lost its mark reads more again, and covers nothing that was not read.

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/page.hpp"
#include "storage/sqlite/query.hpp"

namespace clamor::storage {

// By source, what names posts that went lately: whoever reads on still holds it, and gives it back within minutes.
class GoneMarks {
 public:
  static constexpr std::size_t most = 1 << 14;  // the oldest give way

  void add(std::int64_t source, std::string mark);
  bool contains(std::int64_t source, std::string_view mark) const;
  bool empty() const { return all_.empty(); }

 private:
  std::set<std::pair<std::int64_t, std::string>> all_;
  std::deque<decltype(all_)::iterator> by_age_;
};

class Marks {
 public:
  Marks(SQLite::Database& db, GoneMarks& gone);

  void gone(std::int64_t source, const std::string& native_id, std::optional<UtcTime> created_at);
  // With marks that name nobody: in a sensitive campaign that is said of every post.
  Cursor clean(std::int64_t source, Cursor cursor);
  Gap clean(std::int64_t source, Gap gap);
  void clean_stored();

 private:
  bool names_gone(std::int64_t source, std::string_view mark) const;
  std::string upwards(std::int64_t source, const std::string& mark, bool veiled) const;
  std::string downwards(std::int64_t source, const std::string& mark, bool veiled) const;
  void clean_cursors();
  void clean_gaps();

  SQLite::Database& db_;
  GoneMarks& gone_;
  Query veil_;
};

}  // namespace clamor::storage
