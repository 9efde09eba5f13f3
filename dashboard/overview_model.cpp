#include "dashboard/overview_model.hpp"

#include <algorithm>
#include <set>

#include "dashboard/words.hpp"
#include "i18n/format.hpp"
#include "i18n/names.hpp"
#include "i18n/tr.hpp"

namespace clamor::dashboard {
namespace {

using namespace std::chrono_literals;
using analysis::BucketSize;
using analysis::Filter;
using analysis::Measure;
using analysis::Observed;
using analysis::Series;
using analysis::Snapshot;

constexpr std::size_t most_listed = 60;
constexpr double fully_seen = 0.98;

// A zoom into a few hours wants finer buckets than any preset.
BucketSize size_for(Interval window) {
  return window.length() <= 8h ? BucketSize::quarter_hour : analysis::bucket_for(window);
}

// An empty list of a filter means all.
bool one_of(const std::vector<std::size_t>& chosen, std::size_t item) {
  return chosen.empty() || std::find(chosen.begin(), chosen.end(), item) != chosen.end();
}

// The bucket that is not over would end every small line in a fall.
Values without_incomplete(Values values, const Series& series) {
  const bool open = !series.observed.empty() && series.observed.back().kind == Observed::Kind::incomplete;
  if (open && values.size() > 2) values.pop_back();
  return values;
}

// The times when no source that answers the filter was read at all.
std::vector<Interval> silences(const Snapshot& snapshot, const Filter& filter, Interval time) {
  IntervalSet read;
  std::set<std::string> asked;
  for (const auto& source : snapshot.sources())
    for (std::size_t network = 0; network < snapshot.networks().size(); ++network)
      if (snapshot.networks()[network] == source.network && one_of(filter.networks, network))
        asked.insert(source.name);
  std::set<std::string> tags;
  for (std::size_t tag = 0; tag < snapshot.tags().size(); ++tag)
    if (one_of(filter.tags, tag)) tags.insert(snapshot.tags()[tag].key);
  for (const auto& row : snapshot.coverage())
    if (asked.count(row.source) && tags.count(row.tag)) read.add(row.time);
  return read.missing_within(time);
}

std::vector<chart::GapMark> gap_marks(const Snapshot& snapshot, const Filter& filter, const Series& series) {
  if (series.buckets.empty()) return {};
  const Interval time{series.buckets.front().from, std::min(series.buckets.back().to, snapshot.taken_at())};
  const Millis shortest = series.buckets.front().length() / 8;  // less could not be seen
  std::vector<chart::GapMark> marks;
  for (const Interval& silence : silences(snapshot, filter, time))
    if (silence.length() >= shortest)
      marks.push_back(
          {silence, i18n::tr_format("{0} gap", i18n::duration(silence.length())), i18n::tr("lower bounds")});
  return marks;
}

std::vector<Interval> partly_seen(const Series& series) {
  IntervalSet times;
  for (std::size_t b = 0; b < series.observed.size(); ++b)
    if (series.observed[b].kind == Observed::Kind::part && series.observed[b].share < fully_seen)
      times.add(series.buckets[b]);
  return times.intervals();
}

std::vector<std::string> bucket_notes(const Series& series) {
  std::vector<std::string> notes;
  for (const Observed& seen : series.observed) switch (seen.kind) {
      case Observed::Kind::full:
        notes.emplace_back();
        break;
      case Observed::Kind::part:
        notes.push_back(seen.share > 0 ? i18n::tr_format("{0} of the time observed: lower bounds",
                                                         i18n::percent(seen.share, 0))
                                       : i18n::tr("from an archive: lower bounds"));
        break;
      case Observed::Kind::none:
        notes.emplace_back(i18n::tr("not observed: lower bounds"));
        break;
      case Observed::Kind::incomplete:
        notes.emplace_back(i18n::tr("not over yet"));
        break;
    }
  return notes;
}

std::string click_hint(BucketSize size) {
  return size == BucketSize::day ? i18n::tr("Click: the posts of this day")
                                 : i18n::tr("Click: the posts of this time");
}

chart::TimeChart chart_of(const Snapshot& snapshot, const Filter& filter, const Series& series,
                          const UiState& state, const config::Config& config, BucketSize size) {
  const chart::Style& style = chart::style_of(state.theme);
  chart::TimeChart chart;
  chart.zone = snapshot.zone();
  chart.buckets = series.buckets;
  for (std::size_t k = 0; k < series.networks.size(); ++k) {
    const Network network = snapshot.networks()[series.networks[k]];
    chart.layers.push_back({i18n::network_title(network), style.of(network), series.values[k]});
  }
  const auto& info = analysis::all_measures()[static_cast<std::size_t>(series.measure)];
  chart.stacked = info.stacks;
  if (series.measure != Measure::audience_ceiling) chart.total = series.total;  // ceilings are never added
  if (series.measure == Measure::audience_ceiling) chart.bound = "≤ ";
  chart.notes = bucket_notes(series);
  chart.gaps = gap_marks(snapshot, filter, series);
  chart.partly = partly_seen(series);
  for (const auto& event : config.events) chart.events.push_back({event.at, event.name});
  std::sort(chart.events.begin(), chart.events.end(),
            [](const auto& a, const auto& b) { return a.at < b.at; });
  std::erase_if(chart.events, [&](const auto& event) {
    return series.buckets.empty() || event.at < series.buckets.front().from ||
           event.at >= series.buckets.back().to;
  });
  chart.cumulative = series.cumulative;
  chart.day_buckets = size == BucketSize::day || size == BucketSize::week;
  chart.last_incomplete =
      !series.observed.empty() && series.observed.back().kind == Observed::Kind::incomplete;
  chart.now_title = size == BucketSize::day ? i18n::tr("today") : i18n::tr("until");
  chart.now_note = i18n::date(snapshot.taken_at(), snapshot.zone(), i18n::DateStyle::time);
  chart.total_label = series.measure == Measure::authors ? i18n::tr("Different accounts") : i18n::tr("Total");
  chart.no_data = i18n::tr("no data");
  chart.click_hint = click_hint(size);
  return chart;
}

}  // namespace

std::vector<analysis::AccountQuestion> overview_questions(const Snapshot& snapshot, const UiState& state) {
  const Filter filter = state.filter(snapshot);
  std::vector<analysis::AccountQuestion> questions{{filter, size_for(filter.window)}};
  if (const auto before = analysis::period_before(snapshot, filter)) questions.push_back({*before, {}});
  for (std::size_t tag = 0; tag < snapshot.tags().size(); ++tag)
    questions.push_back({{filter.window, {tag}, {}}, {}});
  return questions;
}

std::vector<std::int64_t> OverviewModel::link_ids() const {
  std::vector<std::int64_t> ids;
  if (links)
    for (const auto& link : *links) ids.push_back(link.link);
  return ids;
}

std::optional<Filter> listed_links(const Snapshot& snapshot, const UiState& state) {
  if (!state.links) return {};
  return state.filter(snapshot);
}

OverviewModel make_overview(const Snapshot& snapshot, const UiState& state, const config::Config& config) {
  OverviewModel model;
  model.has_data = snapshot.data_span().has_value();
  model.filter = state.filter(snapshot);
  const Filter& filter = model.filter;
  model.size = size_for(filter.window);
  model.period_words = i18n::duration(filter.window.length());
  model.strip = analysis::coverage_strip(snapshot, filter.window);
  if (!model.has_data) return model;

  model.now = analysis::participation(snapshot, filter);
  model.any_in_window = model.now.posts > 0;
  if (const auto before = analysis::period_before(snapshot, filter))
    model.before = analysis::participation(snapshot, *before);
  const auto posts = analysis::series(snapshot, filter, Measure::mentions, model.size, false);
  model.posts_spark = without_incomplete(posts.total, posts);
  model.authors_spark = without_incomplete(
      analysis::series(snapshot, filter, Measure::authors, model.size, false).total, posts);
  model.engagement_spark = without_incomplete(
      analysis::series(snapshot, filter, Measure::engagement, model.size, false).total, posts);
  model.boosts_spark = without_incomplete(analysis::boosts_per_bucket(snapshot, filter, posts.buckets), posts);
  model.series = state.measure == Measure::mentions && !state.cumulative
                     ? posts
                     : analysis::series(snapshot, filter, state.measure, model.size, state.cumulative);
  model.chart = chart_of(snapshot, filter, model.series, state, config, model.size);

  for (std::size_t tag = 0; tag < snapshot.tags().size(); ++tag) {
    Filter one = filter;
    one.tags = {tag};
    const auto part = analysis::participation(snapshot, one);
    const auto line = analysis::series(snapshot, one, Measure::mentions, model.size, false);
    model.tags.push_back({tag, part.posts, part.authors, without_incomplete(line.total, line)});
  }
  Filter list = filter;
  if (state.bucket) list.window = *state.bucket;
  model.listed = analysis::newest_posts(snapshot, list, most_listed);
  if (const auto links = listed_links(snapshot, state)) model.links = analysis::top_links(snapshot, *links);
  model.answer = answer_of(snapshot, model);
  return model;
}

}  // namespace clamor::dashboard
