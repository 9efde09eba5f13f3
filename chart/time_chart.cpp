#include "chart/time_chart.hpp"

#include <algorithm>
#include <cmath>

#include "chart/decimate.hpp"
#include "i18n/format.hpp"

namespace clamor::chart {
namespace {

constexpr float axis_label_room = 44, event_room = 30, tick_label_room = 26;
constexpr float label_gap = 10, event_dot = 3.5f, ribbon = 5;

bool known(const TimeChart& chart, std::size_t bucket) {
  return std::any_of(chart.layers.begin(), chart.layers.end(),
                     [&](const Layer& layer) { return layer.values[bucket].has_value(); });
}

// The bucket that is not over stands apart, except in a running sum, which has no last day to fall from.
std::size_t drawn_buckets(const TimeChart& chart) {
  const bool apart = chart.last_incomplete && !chart.cumulative && !chart.buckets.empty();
  return chart.buckets.size() - (apart ? 1 : 0);
}

double stack_height(const TimeChart& chart, std::size_t bucket) {
  double sum = 0;
  for (const Layer& layer : chart.layers) sum += layer.values[bucket].value_or(0);
  return sum;
}

double highest(const TimeChart& chart) {
  double max = 0;
  for (std::size_t b = 0; b < chart.buckets.size(); ++b) {
    if (chart.stacked) {
      max = std::max(max, stack_height(chart, b));
      continue;
    }
    for (const Layer& layer : chart.layers) max = std::max(max, layer.values[b].value_or(0));
    if (!chart.total.empty()) max = std::max(max, chart.total[b].value_or(0));
  }
  return max;
}

float middle(const TimeChartLayout& layout, Interval bucket) {
  return layout.x(bucket.from + bucket.length() / 2);
}

struct Painter {
  const TimeChart& chart;
  TimeChartLayout& out;

  float y(double value) const { return out.values.y(value, out.plot.bottom(), out.plot.h); }

  void add_point(TimeChartLayout::Run& run, float x, std::size_t bucket) const {
    run.x.push_back(x);
    double sum = 0;
    run.y[0].push_back(y(0));
    for (std::size_t k = 0; k < chart.layers.size(); ++k) {
      sum += chart.layers[k].values[bucket].value_or(0);
      run.y[k + 1].push_back(y(sum));
    }
  }

  void stack_runs() const {
    const std::size_t n = drawn_buckets(chart);
    for (std::size_t first = 0; first < n;) {
      if (!known(chart, first)) {
        ++first;
        continue;
      }
      std::size_t end = first;
      TimeChartLayout::Run run;
      run.y.resize(chart.layers.size() + 1);
      // A value holds for its whole bucket: the run starts and ends flat, half a bucket wide.
      add_point(run, out.x(chart.buckets[first].from), first);
      for (; end < n && known(chart, end); ++end) add_point(run, middle(out, chart.buckets[end]), end);
      add_point(run, out.x(chart.buckets[end - 1].to), end - 1);
      if (too_dense(run.x.size(), out.plot.w)) mean_per_column(run.x, run.y);
      out.runs.push_back(std::move(run));
      first = end;
    }
  }

  void line_pieces(const std::vector<std::optional<double>>& values, std::size_t layer) const {
    const std::size_t n = drawn_buckets(chart);
    std::vector<Point> piece;
    const auto close = [&] {
      if (!piece.empty()) {
        out.lines.push_back(too_dense(piece.size(), out.plot.w) ? extremes_per_column(piece) : piece);
        out.line_layer.push_back(layer);
      }
      piece.clear();
    };
    for (std::size_t b = 0; b < n; ++b) {
      if (!values[b]) {
        close();
        continue;
      }
      piece.push_back({middle(out, chart.buckets[b]), y(*values[b])});
    }
    close();
  }
};

std::string tick_number(const TimeChart& chart, double value) {
  const auto whole = static_cast<std::int64_t>(std::llround(value));
  return (whole > 0 ? chart.bound : "") + (whole >= 100'000 ? i18n::compact(whole) : i18n::number(whole));
}

void draw_frame(Canvas& canvas, const TimeChart& chart, const TimeChartLayout& layout, const Style& style) {
  const Rect& plot = layout.plot;
  for (const double tick : layout.values.ticks) {
    const float y = std::round(layout.values.y(tick, plot.bottom(), plot.h));
    canvas.line({plot.x, y}, {plot.right(), y}, tick == 0 ? style.axis : style.grid);
    canvas.text({plot.x - label_gap, y}, tick_number(chart, tick), style.text3,
                aligned(axis_text, Align::right));
  }
  float free_from = plot.x;
  for (const TimeTick& tick : layout.ticks) {
    const TextStyle face{11, tick.strong ? Weight::semibold : Weight::regular, Align::left};
    const float width = canvas.text_width(tick.label, face);
    const float left =
        std::clamp(layout.x(tick.at) - width / 2, plot.x, std::max(plot.x, plot.right() - width));
    if (left < free_from) continue;
    canvas.text({left, plot.bottom() + 17}, tick.label, tick.strong ? style.text2 : style.text3, face);
    free_from = left + width + label_gap;
  }
}

void draw_stack(Canvas& canvas, const TimeChart& chart, const TimeChartLayout& layout, const Style& style) {
  for (const auto& run : layout.runs) {
    std::vector<std::vector<Point>> edges(run.y.size());
    for (std::size_t k = 0; k < run.y.size(); ++k)
      for (std::size_t i = 0; i < run.x.size(); ++i) edges[k].push_back({run.x[i], run.y[k][i]});
    for (std::size_t k = 0; k + 1 < edges.size(); ++k) {
      const Color color = chart.layers[k].color;
      canvas.band(edges[k + 1], edges[k], color.with_alpha(style.fill_top),
                  color.with_alpha(style.fill_bottom));
    }
    for (std::size_t k = 0; k + 1 < edges.size(); ++k)
      canvas.polyline(edges[k + 1], chart.layers[k].color, line_width);
  }
}

void draw_lines(Canvas& canvas, const TimeChart& chart, const TimeChartLayout& layout, const Style& style) {
  for (std::size_t i = 0; i < layout.lines.size(); ++i) {
    const std::size_t k = layout.line_layer[i];
    const Color color = k < chart.layers.size() ? chart.layers[k].color : style.text2;
    const auto& line = layout.lines[i];
    if (line.size() == 1)
      canvas.circle(line[0], 2.5f, color, color);
    else
      canvas.polyline(line, color, line_width);
  }
}

void draw_incomplete(Canvas& canvas, const TimeChart& chart, const TimeChartLayout& layout,
                     const Style& style) {
  if (!chart.last_incomplete || chart.buckets.empty()) return;
  const Interval bucket = chart.buckets.back();
  const std::size_t b = chart.buckets.size() - 1;
  double value = stack_height(chart, b);
  if (!chart.stacked) {
    value = chart.total.empty() ? 0 : chart.total[b].value_or(0);
    for (const Layer& layer : chart.layers) value = std::max(value, layer.values[b].value_or(0));
  }
  const float left = std::round(layout.x(bucket.from)), right = std::round(layout.x(bucket.to));
  const float inset = std::min(6.0f, (right - left) / 6);
  const float top = std::round(layout.values.y(value, layout.plot.bottom(), layout.plot.h));
  const Rect bar{left + inset, top, right - left - 2 * inset, layout.plot.bottom() - top};
  if (bar.h >= 1) {
    canvas.hatch(bar, style.text3, 7, 1);
    canvas.outline(bar, style.text3);
  }
  // The words stand over the bar, moved inside the plot; where an event's label already stands they stay
  // below it.
  const float half =
      std::max(canvas.text_width(chart.now_title, axis_text), canvas.text_width(chart.now_note, axis_text)) /
      2;
  const float x = std::min((left + right) / 2, layout.plot.right() - half);
  const float y = std::max(top - 28, layout.plot.y + 8);
  canvas.text({x, y}, chart.now_title, style.text3, aligned(axis_text, Align::center));
  canvas.text({x, y + 14}, chart.now_note, style.text3, aligned(axis_text, Align::center));
}

void draw_gaps(Canvas& canvas, const TimeChart& chart, const TimeChartLayout& layout, const Style& style) {
  const Rect& plot = layout.plot;
  float free_from = plot.x - 100;
  for (const GapMark& gap : chart.gaps) {
    const float left = std::round(std::clamp(layout.x(gap.time.from), plot.x, plot.right()));
    const float right = std::round(std::clamp(layout.x(gap.time.to), plot.x, plot.right()));
    if (right - left < 1) continue;
    const Rect column{left, plot.y, right - left, plot.h};
    canvas.fill(column, style.card.with_alpha(0.35f));
    canvas.hatch(column, style.text3.with_alpha(0.8f), 8, 1);
    for (const float x : {left, right})
      canvas.line({x, plot.y}, {x, plot.bottom()}, style.text3.with_alpha(0.7f));

    const float width =
        16 + std::max(canvas.text_width(gap.title, axis_text), canvas.text_width(gap.note, axis_text));
    const float x = std::clamp((left + right - width) / 2, plot.x, std::max(plot.x, plot.right() - width));
    if (x < free_from) continue;  // the hatch says it too
    const Rect plate{std::round(x), plot.y + 6, std::round(width), 37};
    canvas.fill(plate, style.card, 4);
    canvas.outline(plate, style.border, 4);
    const float center = plate.x + plate.w / 2;
    canvas.text({center, plate.y + 12}, gap.title, style.text, {11, Weight::medium, Align::center});
    canvas.text({center, plate.y + 26}, gap.note, style.text2, aligned(axis_text, Align::center));
    free_from = plate.right() + 4;
  }
}

void draw_partly(Canvas& canvas, const TimeChart& chart, const TimeChartLayout& layout, const Style& style) {
  const Rect& plot = layout.plot;
  for (const Interval& time : chart.partly) {
    const float left = std::round(std::clamp(layout.x(time.from), plot.x, plot.right()));
    const float right = std::round(std::clamp(layout.x(time.to), plot.x, plot.right()));
    if (right > left) canvas.hatch({left, plot.bottom() + 2, right - left, ribbon}, style.text3, 4, 1);
  }
}

void draw_events(Canvas& canvas, const TimeChart& chart, const TimeChartLayout& layout, const Style& style) {
  const float y = layout.plot.y - 16;
  float free_from = layout.plot.x - 1;
  for (const EventMark& event : chart.events) {
    if (event.at < layout.span.from || event.at >= layout.span.to) continue;
    const float x = std::round(layout.x(event.at));
    canvas.dashed({x, y + 5}, {x, layout.plot.bottom()}, style.text3);
    canvas.circle({x, y}, event_dot, style.warn, style.warn);
    const float width = canvas.text_width(event.label, axis_text);
    // A label that would collide is dropped; the dot stays.
    if (x + 8 < free_from || x + 8 + width > layout.plot.right()) continue;
    canvas.text({x + 8, y}, event.label, style.text2, axis_text);
    free_from = x + 8 + width + label_gap;
  }
}

void draw_selection(Canvas& canvas, const TimeChartLayout& layout, const Style& style,
                    const Pointer& pointer) {
  const Rect& plot = layout.plot;
  const auto shade = [&](float from, float to, float alpha) {
    const float left = std::clamp(std::min(from, to), plot.x, plot.right());
    const float right = std::clamp(std::max(from, to), plot.x, plot.right());
    if (right > left) canvas.fill({left, plot.y, right - left, plot.h}, style.accent.with_alpha(alpha));
  };
  if (pointer.selected) shade(layout.x(pointer.selected->from), layout.x(pointer.selected->to), 0.14f);
  if (pointer.drag) shade(pointer.drag->first, pointer.drag->second, 0.22f);
}

}  // namespace

float TimeChartLayout::x(UtcTime at) const {
  if (span.empty()) return plot.x;
  const double share =
      static_cast<double>((at - span.from).count()) / static_cast<double>(span.length().count());
  return plot.x + static_cast<float>(share) * plot.w;
}

UtcTime time_at(const TimeChartLayout& layout, float x) {
  const double share = static_cast<double>(std::clamp((x - layout.plot.x) / layout.plot.w, 0.0f, 1.0f));
  return layout.span.from +
         Millis{static_cast<std::int64_t>(share * static_cast<double>(layout.span.length().count()))};
}

TimeChartLayout lay_out(const TimeChart& chart, Rect area) {
  TimeChartLayout out;
  const float top = chart.events.empty() ? 10 : event_room;
  out.plot = {area.x + axis_label_room, area.y + top, area.w - axis_label_room - 6,
              area.h - top - tick_label_room};
  if (chart.buckets.empty()) return out;
  out.span = {chart.buckets.front().from, chart.buckets.back().to};
  out.values = value_scale(highest(chart), out.plot.h);
  out.ticks = time_ticks(out.span, out.plot.w, chart.zone, chart.day_buckets);
  const Painter painter{chart, out};
  if (chart.stacked) {
    painter.stack_runs();
  } else {
    for (std::size_t k = 0; k < chart.layers.size(); ++k) painter.line_pieces(chart.layers[k].values, k);
    if (!chart.total.empty() && chart.layers.size() > 1)
      painter.line_pieces(chart.total, chart.layers.size());
  }
  return out;
}

std::optional<std::size_t> bucket_at(const TimeChart& chart, const TimeChartLayout& layout, Point at) {
  const Rect& plot = layout.plot;
  if (chart.buckets.empty() || at.x < plot.x || at.x > plot.right() || at.y < plot.y - event_room ||
      at.y > plot.bottom() + tick_label_room)
    return {};
  const UtcTime time = time_at(layout, at.x);
  const auto after = std::upper_bound(chart.buckets.begin(), chart.buckets.end(), time,
                                      [](UtcTime t, const Interval& bucket) { return t < bucket.to; });
  return static_cast<std::size_t>(std::min(after, chart.buckets.end() - 1) - chart.buckets.begin());
}

void draw(Canvas& canvas, const TimeChart& chart, const TimeChartLayout& layout, const Style& style,
          const Pointer& pointer) {
  if (chart.buckets.empty()) return;
  draw_frame(canvas, chart, layout, style);
  draw_selection(canvas, layout, style, pointer);
  const Rect& plot = layout.plot;
  canvas.push_clip({plot.x, plot.y - 2, plot.w, plot.h + 3});
  if (chart.stacked)
    draw_stack(canvas, chart, layout, style);
  else
    draw_lines(canvas, chart, layout, style);
  canvas.pop_clip();
  draw_partly(canvas, chart, layout, style);
  draw_gaps(canvas, chart, layout, style);
  draw_incomplete(canvas, chart, layout, style);
  draw_events(canvas, chart, layout, style);
}

}  // namespace clamor::chart
