#pragma once
// What was read completely, what was missed, and where reading goes on.

#include "core/page.hpp"
#include "storage/sqlite/query.hpp"

namespace clamor::storage {

class Coverage {
 public:
  explicit Coverage(SQLite::Database& db);

  void save_cursor(std::int64_t source, std::int64_t tag, const Cursor& cursor);
  // Overlapping and touching intervals become one row; of an archive all do.
  void cover(std::int64_t source, std::int64_t tag, const std::vector<Interval>& covered);
  // The same gap again brings its new state and cause; one never learns that less was recovered.
  void open_gap(std::int64_t source, std::int64_t tag, const Gap& gap);
  // A gap is closed once all of it is covered, and filling once a part is, unless it was given up: so the
  // order in which databases are united does not matter.
  void close_gaps(std::int64_t source, std::int64_t tag);
  bool has_open_gap(std::int64_t source, std::int64_t tag);
  void count_recovered(std::int64_t source, std::int64_t tag, std::int64_t at);

 private:
  Query set_cursor_, touching_, drop_, add_, inside_, add_gap_, unfilled_, set_gap_, any_gap_, recovered_,
      archive_;
};

}  // namespace clamor::storage
