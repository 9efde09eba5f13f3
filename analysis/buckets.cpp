#include <cassert>

#include "analysis/measures.hpp"

namespace clamor::analysis {
namespace {

using namespace std::chrono;

// The hour or quarter that holds `time`, by the wall clock; one that is repeated in autumn counts twice.
UtcTime floor_of(UtcTime time, Millis length, const Zone& zone) {
  const auto into = zone.to_local(time).time_since_epoch() % length;
  return time - (into < Millis{0} ? into + length : into);
}

Interval clock_bucket(UtcTime time, Millis length, const Zone& zone) {
  const auto from = floor_of(time, length, zone), to = floor_of(from + length, length, zone);
  if (to > time) return {from, to};
  return {time, floor_of(time + length, length, zone)};  // the clock went back by less than `length`
}

// Edges at midnight and every `length` of the wall clock after it: shorter or longer where the clock jumps.
Interval wall_bucket(UtcTime time, Millis length, const Zone& zone) {
  const auto local = zone.to_local(time);
  const auto day = floor<days>(local);
  const auto edge = UtcTime{day} + (local - day) / length * length;
  return {zone.from_local(edge), zone.from_local(edge + length)};
}

Interval week_of(UtcTime time, const Zone& zone) {
  const auto day = floor<days>(zone.to_local(time));
  const auto monday = day - (weekday{day} - Monday);
  return {zone.from_local(UtcTime{monday}), zone.from_local(UtcTime{monday + weeks{1}})};
}

Interval bucket_of(UtcTime time, BucketSize size, const Zone& zone) {
  switch (size) {
    case BucketSize::quarter_hour:
      return clock_bucket(time, 15min, zone);
    case BucketSize::hour:
      return clock_bucket(time, 1h, zone);
    case BucketSize::three_hours:
      return wall_bucket(time, 3h, zone);
    case BucketSize::day:
      return zone.day_of(time);
    case BucketSize::week:
      return week_of(time, zone);
  }
  return {};
}

}  // namespace

std::vector<Interval> buckets(Interval window, BucketSize size, const Zone& zone) {
  std::vector<Interval> made;
  for (auto time = window.from; time < window.to; time = made.back().to) {
    made.push_back(bucket_of(time, size, zone));
    assert(made.back().to > time);
  }
  return made;
}

BucketSize bucket_for(Interval window) {
  if (window.length() > days{21}) return BucketSize::day;
  if (window.length() > days{4}) return BucketSize::three_hours;
  return BucketSize::hour;
}

}  // namespace clamor::analysis
