#pragma once
// Values over time: a stack of areas where sums mean something, lines where they do not. `lay_out` does the
// work that depends on data and size only and is kept between frames; `draw` adds what the pointer changes.
// Honest by construction: a bucket's value stands at its middle, what was not fully observed is hatched over
// the lower value, and the bucket that is not over is a hatched bar apart.

#include <optional>
#include <string>
#include <vector>

#include "chart/canvas.hpp"
#include "chart/scale.hpp"
#include "chart/style.hpp"
#include "chart/time_axis.hpp"
#include "core/interval.hpp"
#include "core/zone.hpp"

namespace clamor::chart {

struct Layer {
  std::string name;
  Color color;
  std::vector<std::optional<double>> values;  // per bucket; empty: not known
};
struct GapMark {
  Interval time;
  std::string title, note;  // "31 h gap", "lower bounds"
};
struct EventMark {
  UtcTime at;
  std::string label;
};

struct TimeChart {
  Zone zone = Zone::utc();
  std::vector<Interval> buckets;             // sorted, touching
  std::vector<Layer> layers;                 // stack order, bottom first
  std::vector<std::optional<double>> total;  // per bucket; leave empty when a sum means nothing
  std::vector<std::string> notes;            // per bucket, for the tooltip; may be empty
  std::vector<GapMark> gaps;                 // nobody was read: hatched over the lower values
  std::vector<Interval> partly;              // some were: a hatched ribbon under the axis
  std::vector<EventMark> events;
  bool stacked = true;
  bool cumulative = false;
  bool day_buckets = true;
  bool last_incomplete = false;
  std::string now_title, now_note;               // "today", "13:20": over the incomplete bucket
  std::string bound;                             // "≤ " before every number of a ceiling
  std::string total_label, no_data, click_hint;  // words of the tooltip
};

struct TimeChartLayout {
  Rect plot;
  ValueScale values;
  std::vector<TimeTick> ticks;
  struct Run {  // neighbours that are all known
    std::vector<float> x;
    std::vector<std::vector<float>> y;  // [0] the base, then the top of each layer (or each line)
  };
  std::vector<Run> runs;                  // of the whole stack, or...
  std::vector<std::vector<Point>> lines;  // ...one polyline per piece of a line
  std::vector<std::size_t> line_layer;    // layer of each polyline; layers.size() is the total
  float x(UtcTime at) const;
  Interval span;
};

struct Pointer {
  std::optional<Point> at;                      // inside the chart
  std::optional<std::pair<float, float>> drag;  // x from, x to
  std::optional<Interval> selected;             // a bucket whose posts are shown
};

TimeChartLayout lay_out(const TimeChart& chart, Rect area);
std::optional<std::size_t> bucket_at(const TimeChart& chart, const TimeChartLayout& layout, Point at);
UtcTime time_at(const TimeChartLayout& layout, float x);

void draw(Canvas& canvas, const TimeChart& chart, const TimeChartLayout& layout, const Style& style,
          const Pointer& pointer);
// Drawn last, over whatever lies around the chart.
void draw_tooltip(Canvas& canvas, const TimeChart& chart, const TimeChartLayout& layout, const Style& style,
                  const Pointer& pointer);

}  // namespace clamor::chart
