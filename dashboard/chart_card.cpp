#include <algorithm>
#include <cmath>

#include "chart/pieces.hpp"
#include "dashboard/overview.hpp"
#include "dashboard/words.hpp"
#include "i18n/format.hpp"
#include "i18n/names.hpp"
#include "i18n/tr.hpp"

namespace clamor::dashboard {
namespace {

using analysis::Measure;
using i18n::tr;
using namespace std::chrono_literals;
constexpr Millis narrowest_zoom = 1h;
constexpr float legend_gap = 18;

std::string subtitle_of(const View& view, const UiState& state) {
  const auto& model = view.model;
  const SourceCount count = answering(view.snapshot);
  std::string words;
  switch (state.measure) {
    case Measure::mentions:
      words = tr("Distinct posts with any tracked hashtag; copies merged");
      break;
    case Measure::authors:
      words = tr("Different accounts with a counted post");
      break;
    case Measure::engagement:
      words = tr("Likes, boosts, replies and quotes of the posts of each moment");
      break;
    case Measure::audience_ceiling:
      words = tr("Followers of the authors: an upper bound, not people");
      break;
  }
  if (model.chart.day_buckets)
    words += "; " + i18n::tr_format("{0} days", zone_title(view.snapshot.zone().name()));
  if (count.all < view.snapshot.sources().size())
    words += std::string(" · ") + (count.all == 0 ? tr("from archives") : tr("with archives"));
  if (count.all == 0) return words;
  words += " · " + i18n::trn_format("{0} of {1} source answered", "{0} of {1} sources answered", count.all,
                                    count.answered, count.all);
  return words + " · " +
         i18n::tr_format("{0} of the time observed", i18n::percent(model.strip.observed_share));
}

void draw_switches(UiState& state, Ui& ui, Rect card) {
  const std::vector<std::string> measures{tr("Mentions"), tr("Authors"), tr("Engagement"), tr("Ceiling")};
  const std::vector<std::string> sums{tr("Per period"), tr("Added up")};
  float x = card.right() - 16;
  const float sums_width = Ui::segments_width(ui.canvas(), sums, 10);
  x -= sums_width;
  if (const auto pressed =
          ui.segments("sum", {x, card.y + 11, sums_width, 28}, sums, state.cumulative ? 1 : 0))
    state.cumulative = *pressed == 1;
  const float measures_width = Ui::segments_width(ui.canvas(), measures, 10);
  x -= measures_width + 8;
  if (const auto pressed = ui.segments("measure", {x, card.y + 11, measures_width, 28}, measures,
                                       static_cast<std::size_t>(state.measure)))
    state.measure = static_cast<Measure>(*pressed);
}

// Gives its width. All networks of the campaign are named, so that an isolated one can be given up again.
float draw_legend(const View& view, UiState& state, Ui& ui, Rect card) {
  const auto& networks = view.snapshot.networks();
  float width = -legend_gap;
  for (const Network network : networks)
    width += chart::legend_width(ui.canvas(), i18n::network_title(network)) + legend_gap;
  float x = card.right() - 20 - std::max(0.0f, width);
  const float y = card.y + 52;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    const std::string name = i18n::network_title(networks[i]);
    const float w = chart::legend_width(ui.canvas(), name);
    const Touch touched =
        ui.touch("legend/" + std::string(network_name(networks[i])), {x - 4, y - 10, w + 8, 20});
    const bool shown = state.networks.empty() ||
                       std::find(state.networks.begin(), state.networks.end(), i) != state.networks.end();
    if (touched.hovered) {
      ui.canvas().fill({x - 4, y - 10, w + 8, 20}, ui.style().hover, 4);
      ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    }
    chart::draw_legend_entry(ui.canvas(), {x, y}, name, ui.style().of(networks[i]), ui.style(), !shown);
    if (touched.clicked) state.isolate_network(i);
    x += w + legend_gap;
  }
  return width;
}

Interval snapped(const View& view, float from, float to) {
  const auto& chart = view.model.chart;
  const float left = std::min(from, to), right = std::max(from, to), y = view.layout.plot.y + 1;
  const auto clamp_x = [&](float x) { return std::clamp(x, view.layout.plot.x, view.layout.plot.right()); };
  const auto first = chart::bucket_at(chart, view.layout, {clamp_x(left), y});
  const auto last = chart::bucket_at(chart, view.layout, {clamp_x(right), y});
  if (!first || !last) return {};
  return {chart.buckets[*first].from, chart.buckets[*last].to};
}

void draw_plot(const View& view, UiState& state, Ui& ui) {
  const auto& chart = view.model.chart;
  const Rect plot = view.layout.plot;
  const Rect hot{plot.x, plot.y - 24, plot.w, plot.h + 48};
  const Touch touched = ui.touch("chart", hot, false);
  chart::Pointer pointer;
  pointer.selected = state.bucket;
  if (touched.hovered) pointer.at = touched.at;
  if (touched.dragging) pointer.drag = {touched.from.x, touched.at.x};
  chart::draw(ui.canvas(), chart, view.layout, ui.style(), pointer);
  chart::draw_tooltip(ui.top(), chart, view.layout, ui.style(), pointer);

  if (touched.double_clicked) {
    ui.memory().active.clear();  // the release that follows is not another click
    state.select_bucket({});
    state.zoom_back();
  } else if (touched.dragged) {
    const Interval window = snapped(view, touched.from.x, touched.at.x);
    if (window.length() >= narrowest_zoom && window != view.model.filter.window) state.zoom(window);
  } else if (touched.clicked) {
    if (const auto bucket = chart::bucket_at(chart, view.layout, touched.at)) {
      const bool again = state.bucket == chart.buckets[*bucket];
      state.select_bucket(again ? std::nullopt : std::optional(chart.buckets[*bucket]));
    }
  }
}

void draw_nothing_here(const View& view, Ui& ui) {
  const Rect plot = view.layout.plot;
  const bool narrowed = !view.model.filter.tags.empty() || !view.model.filter.networks.empty();
  const std::vector<std::string> lines{
      narrowed ? std::string(tr("Remove the last filter (Esc) or widen the dates."))
               : i18n::tr_format("{0} of this time was observed. Widen the dates to see more.",
                                 i18n::percent(view.model.strip.observed_share, 0))};
  chart::draw_empty(ui.canvas(), plot,
                    narrowed ? tr("Nothing with these filters") : tr("No posts in this time"), lines,
                    ui.style());
}

}  // namespace

void draw_chart_card(const View& view, UiState& state, Ui& ui, Rect card) {
  const OverviewModel& model = view.model;
  ui.card(card);
  const std::string title = chart_title(model.series.measure, model.size, model.series.cumulative);
  const float used = ui.text({card.x + 20, card.y + 25}, title, ui.style().text, chart::title_text);
  ui.info("info/chart", {card.x + 20 + used + 10, card.y + 25});
  draw_switches(state, ui, card);
  const float legend = draw_legend(view, state, ui, card);
  ui.text({card.x + 20, card.y + 48}, subtitle_of(view, state), ui.style().text3, chart::axis_text,
          card.w - 40 - legend - 24);
  if (model.any_in_window)
    draw_plot(view, state, ui);
  else
    draw_nothing_here(view, ui);
  definition_popup(view, ui, "info/chart", {card.x + 20, card.y + 40}, title,
                   measure_definition(model.series.measure), measure_unit(model.series.measure));
}

}  // namespace clamor::dashboard
