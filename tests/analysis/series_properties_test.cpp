#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

#include "analysis/measures.hpp"
#include "tests/analysis/fake_reader.hpp"

using namespace clamor;
using namespace clamor::analysis;
using namespace std::chrono_literals;

namespace {

// Three weeks around the spring of 2020 in which Mexico City lost an hour.
const Interval weeks{at("2020-03-27T06:00:00Z"), at("2020-04-17T05:00:00Z")};
const auto sizes = std::to_array(
    {BucketSize::quarter_hour, BucketSize::hour, BucketSize::three_hours, BucketSize::day, BucketSize::week});

SnapshotPtr any_snapshot() {
  FakeReader reader;
  reader.source("masto-1.sim", Network::fediverse, weeks);
  const auto count = *rc::gen::inRange(0, 60);
  for (int i = 0; i < count; ++i) {
    const auto author = *rc::gen::inRange(0, 12);
    auto& post = reader.post(weeks.from + Millis{*rc::gen::inRange<std::int64_t>(0, weeks.length().count())},
                             author, *rc::gen::inRange<std::uint64_t>(1, 4),
                             author % 3 == 0 ? Network::bluesky : Network::fediverse);
    if (*rc::gen::arbitrary<bool>()) post.followers = *rc::gen::inRange<std::int64_t>(0, 1000);
    if (*rc::gen::arbitrary<bool>()) post.counts.boosts = *rc::gen::inRange<std::int64_t>(0, 50);
    if (*rc::gen::arbitrary<bool>()) post.counts.likes = *rc::gen::inRange<std::int64_t>(0, 50);
  }
  return reader.snapshot(weeks.to);
}

Filter any_filter(const Snapshot& snapshot) {
  Filter filter{weeks, {}, {}};
  if (*rc::gen::arbitrary<bool>()) filter.tags = {*rc::gen::inRange<std::size_t>(0, 2)};
  if (*rc::gen::arbitrary<bool>())
    filter.networks = {*rc::gen::inRange<std::size_t>(0, snapshot.networks().size())};
  return filter;
}

double sum(const std::vector<std::optional<double>>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0,
                         [](double so_far, const auto& value) { return so_far + value.value_or(0); });
}

}  // namespace

RC_GTEST_PROP(SeriesProperties, BucketsAddUpToParticipation, ()) {
  const auto snapshot = any_snapshot();
  const auto filter = any_filter(*snapshot);
  const auto size = *rc::gen::elementOf(sizes);
  const auto all = participation(*snapshot, filter);
  RC_ASSERT(sum(series(*snapshot, filter, Measure::mentions, size, false).total) ==
            static_cast<double>(all.posts));
  RC_ASSERT(sum(series(*snapshot, filter, Measure::engagement, size, false).total) ==
            static_cast<double>(all.engagement.value_or(0)));
  RC_ASSERT(sum(series(*snapshot, filter, Measure::authors, size, false).total) >=
            static_cast<double>(all.authors));
}

RC_GTEST_PROP(SeriesProperties, CumulativeSeriesRiseAndEndAtTheTotals, ()) {
  const auto snapshot = any_snapshot();
  const auto filter = any_filter(*snapshot);
  const auto size = *rc::gen::elementOf(sizes);
  const auto all = participation(*snapshot, filter);
  const auto last = [&](Measure measure) {
    const auto made = series(*snapshot, filter, measure, size, true);
    for (const auto& values : made.values)
      for (std::size_t i = 1; i < values.size(); ++i) RC_ASSERT(bool(values[i] >= values[i - 1]));
    return made.total.back().value_or(0);
  };
  RC_ASSERT(last(Measure::mentions) == static_cast<double>(all.posts));
  RC_ASSERT(last(Measure::authors) == static_cast<double>(all.authors));
  RC_ASSERT(last(Measure::engagement) == static_cast<double>(all.engagement.value_or(0)));
  const auto ceiling = series(*snapshot, filter, Measure::audience_ceiling, size, true);
  for (std::size_t network = 0; network < ceiling.networks.size(); ++network)
    RC_ASSERT(ceiling.values[network].back().value_or(0) ==
              static_cast<double>(all.ceilings[network].followers.value_or(0)));
}

RC_GTEST_PROP(SeriesProperties, NetworksAddUpToTheTotal, ()) {
  const auto snapshot = any_snapshot();
  const auto filter = any_filter(*snapshot);
  const auto cumulative = *rc::gen::arbitrary<bool>();
  for (const auto measure : {Measure::mentions, Measure::authors, Measure::engagement}) {
    const auto made = series(*snapshot, filter, measure, *rc::gen::elementOf(sizes), cumulative);
    double of_networks = 0;
    for (const auto& values : made.values) of_networks += sum(values);
    RC_ASSERT(sum(made.total) == of_networks);
  }
}
