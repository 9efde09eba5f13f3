#include "core/interval.hpp"

#include <algorithm>

namespace clamor {

IntervalSet::IntervalSet(std::vector<Interval> intervals) {
  for (const auto& interval : intervals) add(interval);
}

void IntervalSet::add(Interval interval) {
  if (interval.empty()) return;
  const auto first = std::find_if(intervals_.begin(), intervals_.end(),
                                  [&](const Interval& each) { return each.to >= interval.from; });
  auto last = first;
  while (last != intervals_.end() && last->from <= interval.to) {
    interval.from = std::min(interval.from, last->from);
    interval.to = std::max(interval.to, last->to);
    ++last;
  }
  intervals_.insert(intervals_.erase(first, last), interval);
}

bool IntervalSet::contains(UtcTime time) const {
  return std::any_of(intervals_.begin(), intervals_.end(),
                     [&](const Interval& each) { return each.from <= time && time < each.to; });
}

Millis IntervalSet::length_within(Interval window) const {
  Millis length{0};
  for (const auto& each : intervals_)
    length += Interval{std::max(each.from, window.from), std::min(each.to, window.to)}.length();
  return length;
}

std::vector<Interval> IntervalSet::missing_within(Interval window) const {
  std::vector<Interval> missing;
  UtcTime reached = window.from;
  for (const auto& each : intervals_) {
    const Interval hole{reached, std::min(each.from, window.to)};
    if (!hole.empty()) missing.push_back(hole);
    reached = std::max(reached, each.to);
  }
  if (reached < window.to) missing.push_back({reached, window.to});
  return missing;
}

}  // namespace clamor
