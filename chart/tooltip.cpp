#include <algorithm>
#include <cmath>

#include "chart/time_chart.hpp"
#include "i18n/format.hpp"

namespace clamor::chart {
namespace {

constexpr float pad = 12, row = 20, swatch = 10, beside = 16;

std::string title_of(const TimeChart& chart, Interval bucket) {
  if (chart.day_buckets) {
    const bool one_day = bucket.length() <= std::chrono::hours{25};
    return one_day ? i18n::date(bucket.from, chart.zone, i18n::DateStyle::full)
                   : i18n::date_range(bucket, chart.zone);
  }
  return i18n::date(bucket.from, chart.zone, i18n::DateStyle::moment) + "–" +
         i18n::date(bucket.to, chart.zone, i18n::DateStyle::time);
}

std::string exact(const TimeChart& chart, const std::optional<double>& value) {
  return value ? chart.bound + i18n::number(std::llround(*value)) : chart.no_data;
}

void draw_crosshair(Canvas& canvas, const TimeChart& chart, const TimeChartLayout& layout, const Style& style,
                    std::size_t bucket, float x) {
  const Rect& plot = layout.plot;
  canvas.line({x, plot.y}, {x, plot.bottom()}, style.text2);
  if (chart.last_incomplete && !chart.cumulative && bucket + 1 == chart.buckets.size()) return;
  double sum = 0;
  for (const Layer& layer : chart.layers) {
    if (!layer.values[bucket]) continue;
    sum = (chart.stacked ? sum : 0) + *layer.values[bucket];
    canvas.circle({x, layout.values.y(sum, plot.bottom(), plot.h)}, 4, layer.color, style.card, 2);
  }
}

}  // namespace

void draw_tooltip(Canvas& canvas, const TimeChart& chart, const TimeChartLayout& layout, const Style& style,
                  const Pointer& pointer) {
  if (!pointer.at || pointer.drag) return;
  const auto bucket = bucket_at(chart, layout, *pointer.at);
  if (!bucket) return;
  const Interval time = chart.buckets[*bucket];
  const float x = std::round(layout.x(time.from + time.length() / 2));
  draw_crosshair(canvas, chart, layout, style, *bucket, x);

  const std::string title = title_of(chart, time);
  const bool has_total = !chart.total.empty() && chart.layers.size() > 1;
  std::vector<std::string> notes;
  if (*bucket < chart.notes.size() && !chart.notes[*bucket].empty()) notes.push_back(chart.notes[*bucket]);
  if (!chart.click_hint.empty()) notes.push_back(chart.click_hint);

  float width = canvas.text_width(title, axis_text);
  for (const std::string& note : notes) width = std::max(width, canvas.text_width(note, axis_text));
  for (const Layer& layer : chart.layers)
    width = std::max(width, swatch + 24 + canvas.text_width(layer.name, small_text) +
                                canvas.text_width(exact(chart, layer.values[*bucket]), small_strong));
  width = std::max(172.0f, std::ceil(width)) + 2 * pad;
  const float height = pad + 18 + row * static_cast<float>(chart.layers.size()) + (has_total ? row + 10 : 0) +
                       18 * static_cast<float>(notes.size()) + 10;

  const Rect& plot = layout.plot;
  // Beside the line, never under the pointer; on the left when the right has no room.
  float left = x + beside;
  if (left + width > plot.right()) left = x - beside - width;
  left = std::max(left, plot.x);
  const float top =
      std::clamp(pointer.at->y - height / 2, plot.y + 4, std::max(plot.y + 4, plot.bottom() - height - 4));
  const Rect box{std::round(left), std::round(top), width, height};
  canvas.fill(box, style.card, 8);
  canvas.outline(box, style.axis, 8);

  float y = box.y + pad + 7;
  const float from = box.x + pad, to = box.right() - pad;
  canvas.text({from, y}, title, style.text2, axis_text);
  y += 20;
  for (auto layer = chart.layers.rbegin(); layer != chart.layers.rend(); ++layer, y += row) {
    canvas.fill({from, y - swatch / 2, swatch, swatch}, layer->color, 3);
    canvas.text({from + swatch + 8, y}, layer->name, style.text, small_text);
    const auto& value = layer->values[*bucket];
    canvas.text({to, y}, exact(chart, value), value ? style.text : style.text3,
                aligned(value ? small_strong : small_text, Align::right));
  }
  if (has_total) {
    canvas.line({from, std::round(y - 6)}, {to, std::round(y - 6)}, style.border);
    y += 8;
    canvas.text({from, y}, chart.total_label, style.text2, small_text);
    canvas.text({to, y}, exact(chart, chart.total[*bucket]), style.text, aligned(small_strong, Align::right));
    y += row + 2;
  }
  for (std::size_t i = 0; i < notes.size(); ++i, y += 18) {
    const bool hint = i + 1 == notes.size() && !chart.click_hint.empty();
    canvas.text({from, y}, notes[i], hint ? style.accent : style.text2, axis_text);
  }
}

}  // namespace clamor::chart
