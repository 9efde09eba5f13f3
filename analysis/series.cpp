#include <algorithm>

#include "analysis/accounts.hpp"
#include "analysis/coverage.hpp"
#include "analysis/selection.hpp"
#include "analysis/sums.hpp"

namespace clamor::analysis {
namespace {

// What a measure is in one bucket of one network.
struct Amount {
  std::int64_t amount = 0;
  bool known = false;  // at least one post could be measured
};

// Walks over accounts only where they are counted.
class Amounts {
 public:
  Amounts(const Snapshot& snapshot, const Filter& filter, Measure measure, BucketSize size, bool cumulative)
      : measure_(measure), cumulative_(cumulative) {
    if (measure == Measure::authors || measure == Measure::audience_ceiling)
      accounts_ = accounts_of(snapshot, {filter, size}, cumulative);
  }

  Amount of(std::size_t network, std::size_t bucket, const Cell& sum) const {
    switch (measure_) {
      case Measure::mentions:
        return {sum.posts, sum.posts > 0};
      case Measure::engagement:
        return {sum.engagement, sum.with_engagement > 0};
      case Measure::authors: {
        const auto& of_bucket = (*accounts_)[network].buckets[bucket];
        return {cumulative_ ? of_bucket.new_authors : of_bucket.authors, sum.posts > 0};
      }
      case Measure::audience_ceiling: {
        const auto& of_bucket = (*accounts_)[network].buckets[bucket];
        return {cumulative_ ? of_bucket.lift : of_bucket.ceiling, of_bucket.with_reading > 0};
      }
    }
    return {};
  }

 private:
  static AccountAnswer accounts_of(const Snapshot& snapshot, const AccountQuestion& question, bool cumulative) {
    if (question.size == BucketSize::day && !cumulative)
      if (auto kept = daily_accounts(snapshot, question.filter)) return kept;
    return accounts(snapshot, question);
  }

  const Measure measure_;
  const bool cumulative_;
  AccountAnswer accounts_;
};

// Zero is said only of time that was looked at; without a look or a reading there is no value.
std::optional<double> value_of(Amount amount, std::int64_t posts, bool looked_at) {
  if (amount.known || (posts == 0 && looked_at)) return static_cast<double>(amount.amount);
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

  const auto sums = sum_up(snapshot, selection, filter.window, series.buckets);
  const Amounts amounts(snapshot, filter, measure, size, cumulative);
  for (const auto network : series.networks) {
    auto& values = series.values.emplace_back();
    for (std::size_t bucket = 0; bucket < series.buckets.size(); ++bucket) {
      const Cell& sum = sums[network][bucket];
      values.push_back(value_of(amounts.of(network, bucket, sum), sum.posts,
                                coverage.anything(network, series.buckets[bucket])));
    }
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

std::vector<std::optional<double>> boosts_per_bucket(const Snapshot& snapshot, const Filter& filter,
                                                     const std::vector<Interval>& buckets) {
  const Selection selection{snapshot, filter};
  const auto sums = sum_up(snapshot, selection, filter.window, buckets);
  std::vector<std::optional<double>> boosts(buckets.size());
  for (std::size_t bucket = 0; bucket < buckets.size(); ++bucket) {
    Cell all;
    for (const auto network : selection.networks()) {
      all.posts += sums[network][bucket].posts;
      all.boosts += sums[network][bucket].boosts;
      all.with_boosts += sums[network][bucket].with_boosts;
    }
    if (all.with_boosts > 0 || all.posts == 0) boosts[bucket] = static_cast<double>(all.boosts);
  }
  return boosts;
}

}  // namespace clamor::analysis
