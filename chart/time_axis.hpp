#pragma once
// Where the labels of a time axis stand and what they say, in the campaign's zone: whole minutes, hours,
// days, weeks that start on Monday, months.

#include <string>
#include <vector>

#include "core/interval.hpp"
#include "core/zone.hpp"

namespace clamor::chart {

struct TimeTick {
  UtcTime at;
  std::string label;
  bool strong = false;  // a midnight among hours
};

// The first step that leaves a label `px_per_label` of room. With `day_buckets`, no step below a day, and a
// label stands at the middle of its day, under the value of that day.
std::vector<TimeTick> time_ticks(Interval window, float width_px, const Zone& zone, bool day_buckets,
                                 float px_per_label = 68);

}  // namespace clamor::chart
