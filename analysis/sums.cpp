#include "analysis/sums.hpp"

#include <algorithm>

namespace clamor::analysis {
namespace {

void add(Cell& sum, const Cell& more) {
  sum.posts += more.posts;
  sum.boosts += more.boosts;
  sum.engagement += more.engagement;
  sum.with_boosts += more.with_boosts;
  sum.with_engagement += more.with_engagement;
}

void add(Cell& sum, const Columns& posts, std::size_t row) {
  ++sum.posts;
  if (posts.boosts[row] != no_count) {
    sum.boosts += posts.boosts[row];
    ++sum.with_boosts;
  }
  if (const auto given = engagement_of(posts, row)) {
    sum.engagement += *given;
    ++sum.with_engagement;
  }
}

class Adding {
 public:
  Adding(const Selection& selection, Interval window, const std::vector<Interval>& buckets, Sums& sums)
      : selection_(selection), window_(window), buckets_(buckets), sums_(sums) {}

  void add_day(const Day& day) {
    const auto networks = selection_.networks_of(day);
    const auto cells = day.cells();
    for (auto cell = cells.begin(); cell != cells.end();) {
      const auto end = std::find_if(cell, cells.end(), [&](const Cell& c) { return c.hour != cell->hour; });
      const UtcTime from = day.time().from + std::chrono::hours{cell->hour};
      add_hour(day, networks, {from, std::min(from + std::chrono::hours{1}, day.time().to)}, {cell, end});
      cell = end;
    }
  }

 private:
  std::size_t bucket_of(UtcTime time) {
    while (bucket_ + 1 < buckets_.size() && time >= buckets_[bucket_].to) ++bucket_;  // behind the last: of a lost file
    return bucket_;
  }

  void add_hour(const Day& day, const std::vector<std::size_t>& networks, Interval hour,
                std::span<const Cell> cells) {
    const Interval inside{std::max(hour.from, window_.from), std::min(hour.to, window_.to)};
    if (inside.empty()) return;
    if (inside == hour && hour.to <= buckets_[bucket_of(hour.from)].to) {
      for (const Cell& cell : cells)
        if (networks[cell.group] != Selection::left_out) add(sums_[networks[cell.group]][bucket_], cell);
      return;
    }
    const auto [first, last] = day.rows_within(inside);
    for (auto row = first; row < last; ++row) {
      const auto network = networks[day.posts().group[row]];
      if (network != Selection::left_out) add(sums_[network][bucket_of(day.at(row))], day.posts(), row);
    }
  }

  const Selection& selection_;
  const Interval window_;
  const std::vector<Interval>& buckets_;
  Sums& sums_;
  std::size_t bucket_ = 0;
};

}  // namespace

Sums sum_up(const Snapshot& snapshot, const Selection& selection, Interval window,
            const std::vector<Interval>& buckets) {
  Sums sums(snapshot.networks().size(), std::vector<Cell>(buckets.size()));
  Adding adding(selection, window, buckets, sums);
  for (const DayPtr& day : days_within(snapshot, window)) adding.add_day(*day);
  return sums;
}

}  // namespace clamor::analysis
