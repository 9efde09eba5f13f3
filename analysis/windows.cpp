#include <algorithm>

#include "analysis/coverage.hpp"
#include "analysis/measures.hpp"
#include "analysis/selection.hpp"

namespace clamor::analysis {
namespace {

using namespace std::chrono;

// Now, or just after a post whose server's clock runs a little ahead of ours.
UtcTime end_of_data(const Snapshot& snapshot) {
  const auto span = snapshot.data_span();
  return span ? std::max(snapshot.taken_at(), span->to) : snapshot.taken_at();
}

// Whole local days, the last of them today.
Interval last_days(const Snapshot& snapshot, int count) {
  const auto& zone = snapshot.zone();
  const auto today = floor<days>(zone.to_local(snapshot.taken_at()));
  return {zone.from_local(UtcTime{today - days{count - 1}}), end_of_data(snapshot)};
}

// When a source was first and last read, over all hashtags.
std::optional<Interval> read_span(const Snapshot& snapshot, const std::string& source) {
  std::optional<Interval> span;
  for (const auto& row : snapshot.coverage()) {
    if (row.source != source) continue;
    if (!span) span = row.time;
    span = Interval{std::min(span->from, row.time.from), std::max(span->to, row.time.to)};
  }
  return span;
}

bool refuses(const storage::SourceTotal& source) {
  return source.state == storage::SourceState::refused || source.state == storage::SourceState::needs_login;
}

std::vector<DayState> source_days(const Snapshot& snapshot, const Coverage& coverage, std::size_t index,
                                  const std::vector<Interval>& days) {
  // Less than a quarter of an hour in a day is the pause between two questions.
  constexpr double whole = 0.99;
  const auto& source = snapshot.sources()[index];
  const auto span = read_span(snapshot, source.name);
  const auto begin = span ? span->from : source.last_attempt.value_or(snapshot.taken_at());
  std::vector<DayState> states;
  for (const auto& day : days) {
    if (source.archive()) {
      states.push_back(coverage.archived(index, day) ? DayState::part : DayState::before_start);
      continue;
    }
    const auto share = coverage.share_of_source(index, day);
    if (day.to <= begin)
      states.push_back(DayState::before_start);
    else if (share >= whole)
      states.push_back(DayState::full);
    else if (share > 0)
      states.push_back(DayState::part);
    else
      states.push_back(refuses(source) && (!span || day.from >= span->to) ? DayState::refused
                                                                          : DayState::none);
  }
  return states;
}

}  // namespace

Interval window_of(const Snapshot& snapshot, RangePreset preset) {
  switch (preset) {
    case RangePreset::day: {
      const Interval last{snapshot.taken_at() - 23h, snapshot.taken_at()};
      return {buckets(last, BucketSize::hour, snapshot.zone()).front().from, end_of_data(snapshot)};
    }
    case RangePreset::week:
      return last_days(snapshot, 7);
    case RangePreset::month:
      return last_days(snapshot, 30);
    case RangePreset::quarter:
      return last_days(snapshot, 90);
    case RangePreset::all:
    case RangePreset::custom:
      break;
  }
  const auto span = snapshot.data_span();
  if (!span) return last_days(snapshot, 30);
  // Archives alone end with their last post: the years since then were never looked at.
  const auto& sources = snapshot.sources();
  const bool archives_alone =
      !sources.empty() && std::ranges::all_of(sources, &storage::SourceTotal::archive);
  const UtcTime end =
      archives_alone ? snapshot.zone().day_of(span->to - Millis{1}).to : end_of_data(snapshot);
  return {snapshot.zone().day_of(span->from).from, end};
}

RangePreset opening_preset(const Snapshot& snapshot) {
  for (const auto preset : {RangePreset::month, RangePreset::quarter}) {
    if (any_post(snapshot, window_of(snapshot, preset))) return preset;
  }
  return RangePreset::all;
}

std::optional<Filter> period_before(const Snapshot& snapshot, const Filter& filter) {
  auto before = filter;
  before.window = {filter.window.from - filter.window.length(), filter.window.from};
  const Coverage coverage{snapshot, Selection{snapshot, before}, {before.window.from, filter.window.to}};
  if (!coverage.comparable(before.window, filter.window)) return {};
  return before;
}

CoverageStrip coverage_strip(const Snapshot& snapshot, Interval window) {
  CoverageStrip strip;
  strip.days = buckets(window, BucketSize::day, snapshot.zone());
  if (strip.days.empty()) return strip;
  const Selection everything{snapshot, {window, {}, {}}};
  const Coverage coverage{snapshot, everything, {strip.days.front().from, strip.days.back().to}};
  strip.observed_share = coverage.share(window);
  for (std::size_t source = 0; source < snapshot.sources().size(); ++source)
    strip.rows.push_back({source, source_days(snapshot, coverage, source, strip.days)});
  return strip;
}

}  // namespace clamor::analysis
