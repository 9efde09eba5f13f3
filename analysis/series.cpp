#include <algorithm>

#include "analysis/coverage.hpp"
#include "analysis/measures.hpp"
#include "analysis/selection.hpp"

namespace clamor::analysis {
namespace {

// What the posts of one network in one bucket add up to.
struct Sum {
  std::int64_t posts = 0, amount = 0;
  bool known = false;  // at least one post could be measured
};

using Sums = std::vector<std::vector<Sum>>;  // [network of the snapshot][bucket]

// Walks the posts once, in order of time. Distinct counts start afresh in every bucket, or only once for a
// cumulative series: then an account adds only what it had not added before.
Sums sum_up(const Snapshot& snapshot, const Selection& selection, Measure measure,
            const std::vector<Interval>& buckets, bool cumulative) {
  const auto& posts = snapshot.posts();
  Sums sums(snapshot.networks().size(), std::vector<Sum>(buckets.size()));
  AuthorMarks marks{posts};
  std::size_t bucket = 0;
  for (auto row = selection.first_row(); row < selection.last_row(); ++row) {
    if (!selection.takes(row)) continue;
    while (UtcTime{Millis{posts.at[row]}} >= buckets[bucket].to) ++bucket;
    auto& sum = sums[posts.network[row]][bucket];
    ++sum.posts;
    const auto author = posts.author[row];
    const auto round = cumulative ? 0 : bucket;
    switch (measure) {
      case Measure::mentions:
        sum.amount += 1;
        sum.known = true;
        break;
      case Measure::authors:
        sum.amount += marks.first_in(round, author) ? 1 : 0;
        sum.known = true;
        break;
      case Measure::engagement:
        if (const auto given = engagement_of(posts, row)) {
          sum.amount += *given;
          sum.known = true;
        }
        break;
      case Measure::audience_ceiling:
        marks.first_in(round, author);
        sum.amount += marks.lift(author, posts.followers[row]);
        sum.known = sum.known || posts.followers[row] >= 0;
        break;
    }
  }
  return sums;
}

// Zero is said only of time that was looked at; without a look or a reading there is no value.
std::optional<double> value_of(const Sum& sum, bool looked_at) {
  if (sum.known || (sum.posts == 0 && looked_at)) return static_cast<double>(sum.amount);
  return {};
}

void accumulate(std::vector<std::optional<double>>& values) {
  std::optional<double> so_far;
  for (auto& value : values) {
    if (value) so_far = so_far.value_or(0) + *value;
    value = so_far;
  }
}

std::vector<std::optional<double>> total_of(const Series& series) {
  std::vector<std::optional<double>> total(series.buckets.size());
  for (const auto& values : series.values)
    for (std::size_t bucket = 0; bucket < values.size(); ++bucket)
      if (values[bucket]) total[bucket] = total[bucket].value_or(0) + *values[bucket];
  return total;
}

bool stacks(Measure measure) {
  const auto& all = all_measures();
  return std::find_if(all.begin(), all.end(), [&](const auto& info) { return info.measure == measure; })
      ->stacks;
}

}  // namespace

Series series(const Snapshot& snapshot, const Filter& filter, Measure measure, BucketSize size,
              bool cumulative) {
  const Selection selection{snapshot, filter};
  Series series{measure, cumulative, buckets(filter.window, size, snapshot.zone()), selection.networks(), {},
                {},      {}};
  if (series.buckets.empty()) {
    series.values.resize(series.networks.size());
    return series;
  }
  const Coverage coverage{snapshot, selection, {series.buckets.front().from, series.buckets.back().to}};
  for (const auto& bucket : series.buckets) series.observed.push_back(coverage.observed(bucket));

  const auto sums = sum_up(snapshot, selection, measure, series.buckets, cumulative);
  for (const auto network : series.networks) {
    auto& values = series.values.emplace_back();
    for (std::size_t bucket = 0; bucket < series.buckets.size(); ++bucket)
      values.push_back(value_of(sums[network][bucket], coverage.anything(network, series.buckets[bucket])));
    if (cumulative) accumulate(values);
    for (std::size_t bucket = 0; bucket < series.buckets.size(); ++bucket)
      if (series.buckets[bucket].from > snapshot.taken_at() && sums[network][bucket].posts == 0)
        values[bucket].reset();  // tomorrow has no value, not even a flat one
  }
  // An account belongs to one network, so accounts add up; follower accounts of two networks would not mean
  // people.
  series.total =
      stacks(measure) ? total_of(series) : std::vector<std::optional<double>>(series.buckets.size());
  return series;
}

}  // namespace clamor::analysis
