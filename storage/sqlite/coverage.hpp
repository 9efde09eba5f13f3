#pragma once
// What was read completely, what was missed, and where reading goes on.

#include "core/page.hpp"
#include "storage/sqlite/marks.hpp"
#include "storage/sqlite/query.hpp"

namespace clamor::storage {

class Coverage {
 public:
  Coverage(SQLite::Database& db, Marks& marks);

  void save_cursor(std::int64_t source, std::int64_t tag, const Cursor& cursor);
  // Overlapping and touching intervals become one row; of an archive all do.
  void cover(std::int64_t source, std::int64_t tag, const std::vector<Interval>& covered);
  // What shares time with a gap that is still open is the same outage: one row, with its first cause. What is
  // given up is only what is left of it. One never learns that less was recovered.
  void open_gap(std::int64_t source, std::int64_t tag, const Gap& gap);
  std::vector<Gap> open_gaps(std::int64_t source, std::int64_t tag);
  void looked_back(std::int64_t source, std::int64_t tag, const Lookback& lookback);
  // A gap is closed once all of it is covered, and filling once a part is, unless it was given up: so the
  // order in which databases are united does not matter. One that was nothing but a walk of several pages is
  // gone when it is closed.
  void close_gaps(std::int64_t source, std::int64_t tag);
  bool has_open_gap(std::int64_t source, std::int64_t tag);
  void count_recovered(std::int64_t source, std::int64_t tag, std::int64_t at);

 private:
  Marks& marks_;
  Query set_cursor_, drop_cursor_, touching_, drop_, add_, inside_, add_gap_, drop_gap_, open_gaps_, unfilled_, set_state_,
      close_, any_gap_, recovered_, archive_, lookback_;
};

}  // namespace clamor::storage
