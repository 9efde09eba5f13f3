#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

#include "analysis/coverage.hpp"
#include "analysis/measures.hpp"
#include "analysis/selection.hpp"

namespace clamor::analysis {
namespace {

constexpr std::size_t week = 7;
constexpr std::int64_t fewest_posts = 20;  // of both weeks; below it no interval says anything
constexpr double level_within = 0.25;

// Quasi-Poisson regression with log link of 14 daily counts on "which week": its estimate is the ratio of the
// two sums, its dispersion Pearson's chi-square per degree of freedom and never less than Poisson's own. A
// week without a post would have no logarithm: half a post is added to both for the interval.
void compare_weeks(const std::vector<double>& days, Trend& trend) {
  const auto middle = days.begin() + week;
  const auto before = std::accumulate(days.begin(), middle, 0.0),
             now = std::accumulate(middle, days.end(), 0.0);
  trend.before = std::llround(before);
  trend.now = std::llround(now);
  if (before > 0) trend.change = now / before - 1;
  if (trend.before + trend.now < fewest_posts) return;

  double chi_square = 0;
  for (std::size_t day = 0; day < days.size(); ++day) {
    const auto expected = (day < week ? before : now) / week;
    if (expected > 0) chi_square += (days[day] - expected) * (days[day] - expected) / expected;
  }
  const auto freedom = static_cast<double>(days.size() - 2);
  const auto dispersion = std::max(1.0, chi_square / freedom);
  const auto half = before == 0 || now == 0 ? 0.5 : 0.0;
  const auto log_ratio = std::log((now + half) / (before + half));
  const auto error = std::sqrt(dispersion * (1 / (now + half) + 1 / (before + half)));
  const auto width = boost::math::quantile(boost::math::students_t{freedom}, 0.975) * error;
  trend.low = std::exp(log_ratio - width) - 1;
  trend.high = std::exp(log_ratio + width) - 1;
  if (*trend.low > 0) trend.direction = Trend::Direction::rising;
  if (*trend.high < 0) trend.direction = Trend::Direction::fading;
  // "About the same" is a claim too: an interval that also holds a doubling does not support it.
  if (*trend.low > -level_within && *trend.low <= 0 && *trend.high >= 0 && *trend.high < level_within)
    trend.direction = Trend::Direction::level;
}

std::optional<std::size_t> peak_of(const Series& daily) {
  std::optional<std::size_t> peak;
  for (std::size_t day = 0; day < daily.total.size(); ++day) {
    const auto posts = daily.total[day].value_or(0);
    if (posts > 0 && (!peak || posts > *daily.total[*peak])) peak = day;
  }
  return peak;
}

// The 14 whole days that ended last, seen from the end of the window or from now.
Interval last_two_weeks(const Snapshot& snapshot, const Filter& filter) {
  const auto& zone = snapshot.zone();
  const auto to = zone.day_of(std::min(filter.window.to, snapshot.taken_at())).from;
  const auto local = std::chrono::floor<std::chrono::days>(zone.to_local(to));
  return {zone.from_local(UtcTime{local - std::chrono::days{2 * week}}), to};
}

}  // namespace

Trend trend(const Snapshot& snapshot, const Filter& filter) {
  Trend trend;
  trend.peak_bucket = peak_of(series(snapshot, filter, Measure::mentions, BucketSize::day, false));

  auto recent = filter;
  recent.window = last_two_weeks(snapshot, filter);
  const auto daily = series(snapshot, recent, Measure::mentions, BucketSize::day, false);
  const Coverage coverage{snapshot, Selection{snapshot, recent}, recent.window};
  const auto& middle = daily.buckets[week].from;
  const bool every_day_known = std::all_of(daily.total.begin(), daily.total.end(),
                                           [](const auto& posts) { return posts.has_value(); });
  // Two weeks of which one was hardly observed differ by our own doing.
  if (!every_day_known || !coverage.comparable({recent.window.from, middle}, {middle, recent.window.to}) ||
      !coverage.comparable({middle, recent.window.to}, {recent.window.from, middle}))
    return trend;
  std::vector<double> days;
  for (const auto& posts : daily.total) days.push_back(*posts);
  compare_weeks(days, trend);
  return trend;
}

}  // namespace clamor::analysis
