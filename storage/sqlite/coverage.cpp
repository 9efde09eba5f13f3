#include "storage/sqlite/coverage.hpp"

#include <algorithm>

namespace clamor::storage {

Coverage::Coverage(SQLite::Database& db)
    : set_cursor_(
          db,
          "INSERT INTO cursor VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET newest = excluded.newest, "
          "oldest = excluded.oldest, at_start = excluded.at_start"),
      touching_(db,
                "SELECT \"from\", \"to\" FROM coverage WHERE source = ? AND tag = ? AND \"from\" <= ? AND "
                "\"to\" >= ?"),
      drop_(db, "DELETE FROM coverage WHERE source = ? AND tag = ? AND \"from\" = ?"),
      add_(db, "INSERT INTO coverage VALUES (?, ?, ?, ?)"),
      inside_(db,
              "SELECT \"from\", \"to\" FROM coverage WHERE source = ? AND tag = ? AND \"from\" < ? AND "
              "\"to\" > ?"),
      add_gap_(
          db,
          "INSERT INTO gap VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET cause = excluded.cause, "
          "state = excluded.state, recovered = max(recovered, excluded.recovered)"),
      unfilled_(db, "SELECT \"from\", \"to\", state FROM gap WHERE source = ? AND tag = ? AND state <> 3"),
      set_gap_(db, "UPDATE gap SET state = ? WHERE source = ? AND tag = ? AND \"from\" = ? AND \"to\" = ?"),
      any_gap_(db, "SELECT 1 FROM gap WHERE source = ? AND tag = ? AND state IN (1, 2) LIMIT 1"),
      recovered_(db,
                 "UPDATE gap SET recovered = recovered + 1 WHERE source = ?1 AND tag = ?2 AND \"from\" <= ?3 "
                 "AND \"to\" > ?3 AND state IN (1, 2)"),
      archive_(db, "SELECT 1 FROM source WHERE id = ? AND kind = 'archive'") {}

void Coverage::save_cursor(std::int64_t source, std::int64_t tag, const Cursor& cursor) {
  set_cursor_.run(source, tag, cursor.newest, cursor.oldest, cursor.at_start);
}

void Coverage::cover(std::int64_t source, std::int64_t tag, const std::vector<Interval>& covered) {
  if (covered.empty()) return;
  const bool archive = archive_.rows(source).next();
  for (const Interval& interval : covered) {
    if (interval.empty()) continue;
    Interval all = interval;
    std::vector<UtcTime> old;
    {
      constexpr UtcTime always_before = UtcTime::min(), always_after = UtcTime::max();
      auto rows = touching_.rows(source, tag, archive ? always_after : interval.to,
                                 archive ? always_before : interval.from);
      while (rows.next()) {
        old.push_back(rows.time(0));
        all = {std::min(all.from, rows.time(0)), std::max(all.to, rows.time(1))};
      }
    }
    for (const UtcTime from : old) drop_.run(source, tag, from);
    add_.run(source, tag, all.from, all.to);
  }
}

void Coverage::open_gap(std::int64_t source, std::int64_t tag, const Gap& gap) {
  if (gap.time.empty()) return;
  add_gap_.run(source, tag, gap.time.from, gap.time.to, gap.cause, gap.state, gap.recovered);
}

void Coverage::close_gaps(std::int64_t source, std::int64_t tag) {
  struct Row {
    Interval time;
    GapState state;
  };
  std::vector<Row> gaps;
  {
    auto rows = unfilled_.rows(source, tag);
    while (rows.next()) gaps.push_back({{rows.time(0), rows.time(1)}, static_cast<GapState>(rows.small(2))});
  }
  for (const Row& gap : gaps) {
    IntervalSet covered;
    {
      auto rows = inside_.rows(source, tag, gap.time.to, gap.time.from);
      while (rows.next()) covered.add({rows.time(0), rows.time(1)});
    }
    if (covered.length_within(gap.time) == Millis{0}) continue;
    const bool filled = covered.missing_within(gap.time).empty();
    // Given up, and only in part read by somebody else: the rest is as lost as before.
    if (gap.state == GapState::unrecoverable && !filled) continue;
    const GapState now = filled ? GapState::closed : GapState::filling;
    if (now != gap.state) set_gap_.run(now, source, tag, gap.time.from, gap.time.to);
  }
}

bool Coverage::has_open_gap(std::int64_t source, std::int64_t tag) {
  return any_gap_.rows(source, tag).next();
}

void Coverage::count_recovered(std::int64_t source, std::int64_t tag, std::int64_t at) {
  recovered_.run(source, tag, at);
}

}  // namespace clamor::storage
