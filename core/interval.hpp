#pragma once
// Half-open time intervals [from, to) and sets of them: what was read, what was missed.

#include <vector>

#include "core/time.hpp"

namespace clamor {

struct Interval {
  UtcTime from, to;
  bool empty() const { return to <= from; }
  Millis length() const { return empty() ? Millis{0} : to - from; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

// Sorted, disjoint, touching neighbours merged.
class IntervalSet {
 public:
  IntervalSet() = default;
  explicit IntervalSet(std::vector<Interval> intervals);

  void add(Interval interval);  // an empty one changes nothing
  const std::vector<Interval>& intervals() const { return intervals_; }
  bool contains(UtcTime time) const;
  Millis length_within(Interval window) const;
  std::vector<Interval> missing_within(Interval window) const;  // the complement inside window

 private:
  std::vector<Interval> intervals_;
};

}  // namespace clamor
