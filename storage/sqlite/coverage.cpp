#include "storage/sqlite/coverage.hpp"

#include <algorithm>

namespace clamor::storage {
namespace {

// `later` came after `known` was stored and shares time with it.
Gap same_outage(const Gap& known, const Gap& later) {
  Gap whole = later;
  if (known.cause != catching_up) whole.cause = known.cause;
  whole.recovered = std::max(known.recovered, later.recovered);
  if (later.state == GapState::unrecoverable) return whole;
  whole.time = {std::min(known.time.from, later.time.from), std::max(known.time.to, later.time.to)};
  whole.state = std::max(known.state, later.state);
  if (later.resume.empty()) {
    whole.mark = known.mark;
    whole.resume = known.resume;
  }
  return whole;
}

}  // namespace

Coverage::Coverage(SQLite::Database& db, Marks& marks)
    : marks_(marks),
      set_cursor_(
          db,
          "INSERT INTO cursor VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET newest = excluded.newest, "
          "oldest = excluded.oldest, at_start = excluded.at_start"),
      drop_cursor_(db, "DELETE FROM cursor WHERE source = ? AND tag = ?"),
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
          "INSERT INTO gap (source, tag, \"from\", \"to\", cause, state, recovered, reason, mark, resume) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET cause = excluded.cause, "
          "state = excluded.state, recovered = max(recovered, excluded.recovered), reason = excluded.reason, "
          "mark = excluded.mark, resume = excluded.resume"),
      drop_gap_(db, "DELETE FROM gap WHERE source = ? AND tag = ? AND \"from\" = ? AND \"to\" = ?"),
      open_gaps_(db,
                 "SELECT \"from\", \"to\", cause, state, recovered, reason, mark, resume FROM gap "
                 "WHERE source = ? AND tag = ? AND state IN (1, 2) ORDER BY \"from\", \"to\""),
      unfilled_(db,
                "SELECT \"from\", \"to\", cause, state FROM gap WHERE source = ? AND tag = ? AND state <> 3"),
      set_state_(db, "UPDATE gap SET state = ? WHERE source = ? AND tag = ? AND \"from\" = ? AND \"to\" = ?"),
      close_(db,
             "UPDATE gap SET state = 3, mark = '', resume = '' WHERE source = ? AND tag = ? AND \"from\" = ? "
             "AND \"to\" = ?"),
      any_gap_(db, "SELECT 1 FROM gap WHERE source = ? AND tag = ? AND state IN (1, 2) LIMIT 1"),
      recovered_(db,
                 "UPDATE gap SET recovered = recovered + 1 WHERE source = ?1 AND tag = ?2 AND \"from\" <= ?3 "
                 "AND \"to\" > ?3 AND state IN (1, 2)"),
      archive_(db, "SELECT 1 FROM source WHERE id = ? AND kind = 'archive'"),
      lookback_(
          db,
          "INSERT INTO lookback VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)") {}

void Coverage::save_cursor(std::int64_t source, std::int64_t tag, const Cursor& given) {
  const Cursor cursor = marks_.clean(source, given);
  if (cursor == Cursor{})
    drop_cursor_.run(source, tag);
  else
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
  Gap whole = marks_.clean(source, gap);
  if (gap.state != GapState::closed) {
    for (const Gap& known : open_gaps(source, tag)) {
      if (known.time.to <= whole.time.from || whole.time.to <= known.time.from) continue;
      whole = same_outage(known, whole);
      drop_gap_.run(source, tag, known.time.from, known.time.to);
    }
  }
  add_gap_.run(source, tag, whole.time.from, whole.time.to, whole.cause, whole.state, whole.recovered,
               whole.reason, whole.mark, whole.resume);
}

std::vector<Gap> Coverage::open_gaps(std::int64_t source, std::int64_t tag) {
  std::vector<Gap> gaps;
  auto rows = open_gaps_.rows(source, tag);
  while (rows.next())
    gaps.push_back({{rows.time(0), rows.time(1)},
                    rows.text(2),
                    static_cast<GapState>(rows.small(3)),
                    rows.integer(4),
                    rows.text(5),
                    rows.text(6),
                    rows.text(7)});
  return gaps;
}

void Coverage::looked_back(std::int64_t source, std::int64_t tag, const Lookback& lookback) {
  lookback_.run(source, tag, lookback.depth.count(), lookback.at);
}

void Coverage::close_gaps(std::int64_t source, std::int64_t tag) {
  std::vector<Gap> gaps;
  {
    auto rows = unfilled_.rows(source, tag);
    while (rows.next())
      gaps.push_back({{rows.time(0), rows.time(1)}, rows.text(2), static_cast<GapState>(rows.small(3))});
  }
  for (const Gap& gap : gaps) {
    IntervalSet covered;
    {
      auto rows = inside_.rows(source, tag, gap.time.to, gap.time.from);
      while (rows.next()) covered.add({rows.time(0), rows.time(1)});
    }
    if (covered.length_within(gap.time) == Millis{0}) continue;
    if (!covered.missing_within(gap.time).empty()) {
      // Given up, and only in part read by somebody else: the rest is as lost as before.
      if (gap.state == GapState::open)
        set_state_.run(GapState::filling, source, tag, gap.time.from, gap.time.to);
    } else if (gap.cause == catching_up) {
      drop_gap_.run(source, tag, gap.time.from, gap.time.to);
    } else {
      close_.run(source, tag, gap.time.from, gap.time.to);
    }
  }
}

bool Coverage::has_open_gap(std::int64_t source, std::int64_t tag) {
  return any_gap_.rows(source, tag).next();
}

void Coverage::count_recovered(std::int64_t source, std::int64_t tag, std::int64_t at) {
  recovered_.run(source, tag, at);
}

}  // namespace clamor::storage
