#pragma once
// The small charts: sparkline, legend, coverage strip, share bar, and the chart that has nothing to show yet.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "chart/canvas.hpp"
#include "chart/style.hpp"

namespace clamor::chart {

// A line without axes, ending in a dot. Unknown values leave it open.
void draw_sparkline(Canvas& canvas, std::span<const std::optional<double>> values, Rect area, Color color);

// One name of a legend; widths are known before drawing so that a row can be right aligned.
float legend_width(const Canvas& canvas, std::string_view name);
void draw_legend_entry(Canvas& canvas, Point middle_left, std::string_view name, Color color,
                       const Style& style, bool faded);

// One day of one source. The five states differ in shape, not only in colour.
enum class Seen { full, part, none, refused, before_start };
void draw_seen(Canvas& canvas, Rect cell, Seen seen, const Style& style);

// A bar that fills `share` of its width.
void draw_share(Canvas& canvas, Rect area, double share, Color color, const Style& style);

// A hatched plot with one sentence on a plate: hatching means "not looked yet", which is not zero.
void draw_empty(Canvas& canvas, Rect area, std::string_view title, std::span<const std::string> lines,
                const Style& style);

}  // namespace clamor::chart
