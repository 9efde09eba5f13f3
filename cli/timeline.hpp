#pragma once
// Posts in order of time become rows of hours, days or weeks: the table of `export --what timeline`.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "cli/export_tables.hpp"
#include "core/record.hpp"
#include "storage/store.hpp"

namespace clamor::cli {

struct TimelineRow {
  Interval time;
  Network network = Network::other;
  std::optional<std::int64_t> posts, authors, boosts, engagement;  // empty: nobody looked, or not told apart
  std::vector<std::optional<std::int64_t>> mentions;               // by tag, in the campaign's order
  double coverage = 0;   // read share of the time that is over, over all (source, hashtag) pairs
  double gap_hours = 0;  // the longest that one of them missed
  std::string gap_causes;
  bool archive = false;  // covered by an archive: nobody knows what is missing
  bool merged = false;   // fewer than five accounts: counted in the last row
  bool last = false;     // the row of all merged ones: no time, no network
};

// What was read of one network's time.
class NetworkCoverage {
 public:
  void add_source(const storage::SourceTotal& source, const std::vector<storage::TagTotal>& tags,
                  const std::vector<storage::CoverageRow>& coverage,
                  const std::vector<storage::GapRow>& gaps);
  bool anything() const { return !pairs_.empty() || !archives_.intervals().empty(); }
  // Fills coverage, gap_hours, gap_causes and archive of the row.
  void describe(TimelineRow& row, UtcTime now) const;

 private:
  struct Pair {
    IntervalSet read, lost;
  };
  std::vector<Pair> pairs_;
  std::vector<storage::GapRow> gaps_;
  IntervalSet archives_;
};

class Timeline {
 public:
  using Take = std::function<void(const TimelineRow&)>;
  using Buckets = std::function<Interval(UtcTime)>;  // the bucket that holds an instant

  // `merge`: rows of fewer than five accounts are told only together.
  Timeline(storage::Reader& reader, Buckets bucket, bool merge, UtcTime now, Take take);
  void add(const storage::PostRow& post);  // in order of time
  void finish();                           // the time after the last post, and the merged ones

  std::int64_t merged_rows() const { return merged_rows_; }

 private:
  struct Sums {
    std::int64_t posts = 0;
    std::optional<std::int64_t> boosts, engagement;
    std::vector<std::int64_t> mentions;
    std::set<std::int64_t> authors;
  };
  void move_to(UtcTime time);
  void close_bucket();
  TimelineRow row_of(const Sums& sums) const;
  static void add_up(Sums& into, const Sums& sums);

  Buckets bucket_;
  bool merge_;
  UtcTime now_;
  Take take_;
  std::size_t tags_;
  UtcTime end_;  // of what was read
  std::map<Network, NetworkCoverage> coverage_;
  std::optional<Interval> open_;
  std::map<Network, Sums> sums_;
  Sums merged_;
  std::int64_t merged_rows_ = 0;
};

// `hourly`: rows begin with the hour, else with the day.
Fields<TimelineRow> timeline_fields(const Naming& naming, const std::vector<storage::TagTotal>& tags,
                                    bool hourly);

}  // namespace clamor::cli
