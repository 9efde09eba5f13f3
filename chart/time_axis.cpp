#include "chart/time_axis.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "i18n/format.hpp"

namespace clamor::chart {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::floor;
using std::chrono::months;

constexpr std::array<Millis, 7> clock_steps{1min, 5min, 15min, 1h, 3h, 6h, 12h};
constexpr std::array<int, 4> day_steps{1, 2, 7, 14};
constexpr std::array<int, 5> month_steps{1, 2, 3, 6, 12};
constexpr int max_ticks = 1000;

struct Axis {
  Interval window;
  const Zone& zone;
  std::vector<TimeTick> ticks;

  void add(UtcTime at, i18n::DateStyle style, bool strong = false) {
    if (at >= window.from && at < window.to) ticks.push_back({at, i18n::date(at, zone, style), strong});
  }
};

void by_clock(Axis& axis, Millis step) {
  const auto first_day = floor<days>(axis.zone.to_local(axis.window.from));
  UtcTime local = first_day;
  for (int i = 0; i < max_ticks * 10; ++i, local += step) {
    const UtcTime at = axis.zone.from_local(local);
    if (at >= axis.window.to) break;
    const bool midnight = floor<days>(local) == local;
    axis.add(at, midnight ? i18n::DateStyle::weekday : i18n::DateStyle::time, midnight);
  }
}

void by_days(Axis& axis, int step, bool middles) {
  // Day 0 of the calendar was a Thursday; weeks start on Monday.
  const int phase = step >= 7 ? 4 : 0;
  auto day = floor<days>(axis.zone.to_local(axis.window.from));
  for (int i = 0; i < max_ticks * 14; ++i, day += days{1}) {
    const Interval whole = axis.zone.day_of(axis.zone.from_local(day));
    if (whole.from >= axis.window.to) break;
    if ((day.time_since_epoch().count() - phase) % step != 0) continue;
    axis.add(middles ? whole.from + whole.length() / 2 : whole.from, i18n::DateStyle::day);
  }
}

void by_months(Axis& axis, int step) {
  const std::chrono::year_month_day start{floor<days>(axis.zone.to_local(axis.window.from))};
  auto month = std::chrono::year_month{start.year(), std::chrono::month{1}};
  for (int i = 0; i < max_ticks; ++i, month += months{step}) {
    const UtcTime at = axis.zone.from_local(std::chrono::sys_days{month / 1});
    if (at >= axis.window.to) break;
    axis.add(at, i18n::DateStyle::month);
  }
}

}  // namespace

std::vector<TimeTick> time_ticks(Interval window, float width_px, const Zone& zone, bool day_buckets,
                                 float px_per_label) {
  Axis axis{window, zone, {}};
  if (window.empty() || width_px <= 0) return {};
  const double ms_per_px = static_cast<double>(window.length().count()) / static_cast<double>(width_px);
  const auto fits = [&](Millis step) {
    return static_cast<double>(step.count()) / ms_per_px >= static_cast<double>(px_per_label);
  };
  if (!day_buckets)
    for (const Millis step : clock_steps)
      if (fits(step)) return by_clock(axis, step), axis.ticks;
  for (const int step : day_steps)
    if (fits(days{step})) return by_days(axis, step, day_buckets), axis.ticks;
  for (const int step : month_steps)
    if (fits(days{30 * step})) return by_months(axis, step), axis.ticks;
  // Longer than a year per label: whole years.
  constexpr double ms_per_year = 365.25 * 24 * 3'600'000;
  const double years = std::ceil(ms_per_px * static_cast<double>(px_per_label) / ms_per_year);
  by_months(axis, 12 * static_cast<int>(years));
  return axis.ticks;
}

}  // namespace clamor::chart
