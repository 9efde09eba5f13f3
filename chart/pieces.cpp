#include "chart/pieces.hpp"

#include <algorithm>
#include <cmath>

namespace clamor::chart {

void draw_sparkline(Canvas& canvas, std::span<const std::optional<double>> values, Rect area, Color color) {
  double max = 0;
  for (const auto& value : values) max = std::max(max, value.value_or(0));
  if (values.size() < 2 || max <= 0) return;
  const float step = area.w / static_cast<float>(values.size() - 1);
  std::vector<Point> line, base;
  const auto close = [&] {
    if (line.size() > 1) {
      canvas.band(line, base, color.with_alpha(0.22f), color.with_alpha(0));
      canvas.polyline(line, color, line_width);
    }
    line.clear();
    base.clear();
  };
  std::optional<Point> last;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) {
      close();
      continue;
    }
    const float x = area.x + step * static_cast<float>(i);
    last = Point{x, area.bottom() - static_cast<float>(*values[i] / max) * area.h};
    line.push_back(*last);
    base.push_back({x, area.bottom()});
  }
  close();
  if (last) canvas.circle(*last, 2.5f, color, color);
}

float legend_width(const Canvas& canvas, std::string_view name) {
  return 18 + canvas.text_width(name, small_text);
}

void draw_legend_entry(Canvas& canvas, Point at, std::string_view name, Color color, const Style& style,
                       bool faded) {
  canvas.fill({at.x, at.y - 5, 10, 10}, faded ? color.with_alpha(0.3f) : color, 3);
  canvas.text({at.x + 18, at.y}, name, faded ? style.text3 : style.text2, small_text);
}

void draw_seen(Canvas& canvas, Rect cell, Seen seen, const Style& style) {
  const float radius = std::min(2.0f, cell.w / 3);
  switch (seen) {
    case Seen::full:
      canvas.fill(cell, style.good.with_alpha(0.65f), radius);
      break;
    case Seen::part: {
      canvas.outline(cell, style.good.with_alpha(0.65f), radius);
      const float half = std::round(cell.h / 2);
      canvas.fill({cell.x, cell.bottom() - half, cell.w, half}, style.good.with_alpha(0.65f), radius);
      break;
    }
    case Seen::none:
      canvas.hatch(cell, style.text3, 4, 1);
      break;
    case Seen::refused:
      canvas.outline(cell, style.bad, radius);
      canvas.line({cell.x + 1.5f, cell.bottom() - 1.5f}, {cell.right() - 1.5f, cell.y + 1.5f}, style.bad);
      break;
    case Seen::before_start:
      canvas.fill({cell.x + cell.w / 2 - 1, cell.y + cell.h / 2 - 1, 2, 2}, style.text3.with_alpha(0.6f), 1);
      break;
  }
}

void draw_share(Canvas& canvas, Rect area, double share, Color color, const Style& style) {
  canvas.fill(area, style.grid, area.h / 2);
  const float filled = area.w * static_cast<float>(std::clamp(share, 0.0, 1.0));
  if (filled >= 1) canvas.fill({area.x, area.y, std::max(filled, area.h), area.h}, color, area.h / 2);
}

void draw_empty(Canvas& canvas, Rect area, std::string_view title, std::span<const std::string> lines,
                const Style& style) {
  canvas.hatch(area, style.text3.with_alpha(0.35f), 8, 1);
  for (int i = 0; i < 4; ++i) {
    const float y = std::round(area.y + area.h * static_cast<float>(i) / 3);
    canvas.line({area.x, y}, {area.right(), y}, i == 3 ? style.axis : style.grid);
  }
  const TextStyle strong{13, Weight::semibold, Align::center};
  float width = canvas.text_width(title, strong);
  for (const std::string& line : lines) width = std::max(width, canvas.text_width(line, small_text));
  width = std::min(std::max(320.0f, width + 56), area.w - 16);
  const float height = 46 + 18 * static_cast<float>(lines.size());
  const Rect plate{std::round(area.x + (area.w - width) / 2), std::round(area.y + (area.h - height) / 2),
                   std::round(width), height};
  canvas.fill(plate, style.card, 8);
  canvas.outline(plate, style.border, 8);
  const float center = plate.x + plate.w / 2;
  float y = plate.y + 25;
  canvas.text({center, y}, title, style.text, strong);
  for (const std::string& line : lines)
    canvas.text({center, y += 18}, line, style.text2, aligned(small_text, Align::center));
}

}  // namespace clamor::chart
