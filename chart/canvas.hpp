#pragma once
// Charts know a canvas, not a toolkit. Pixels at scale 1, y down; sizes of text are EM pixels; every verb is
// pure. Back ends: ImGui (dashboard/), recording (chart/recording/) for tests; Cairo and SVG come with the
// report.

#include <cstdint>
#include <span>
#include <string_view>

namespace clamor::chart {

struct Point {
  float x = 0, y = 0;
};
struct Rect {
  float x = 0, y = 0, w = 0, h = 0;
  float right() const { return x + w; }
  float bottom() const { return y + h; }
  bool contains(Point p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
};
struct Color {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;
  Color with_alpha(float alpha) const { return {r, g, b, static_cast<std::uint8_t>(alpha * 255.0f + 0.5f)}; }
  friend bool operator==(const Color&, const Color&) = default;
};
enum class Weight { regular, medium, semibold };
enum class Align { left, center, right };
struct TextStyle {
  float px = 12;  // EM
  Weight weight = Weight::regular;
  Align align = Align::left;  // of the point
};

class Canvas {
 public:
  virtual ~Canvas() = default;
  virtual void fill(Rect area, Color color, float radius = 0) = 0;
  virtual void outline(Rect area, Color color, float radius = 0, float width = 1) = 0;
  virtual void line(Point from, Point to, Color color,
                    float width = 1) = 0;  // axis-aligned 1 px lines are crisp
  virtual void dashed(Point from, Point to, Color color, float on = 3, float off = 3) = 0;
  virtual void polyline(std::span<const Point> points, Color color, float width) = 0;
  // The area between two lines over the same x: colour at the top, colour at the bottom.
  virtual void band(std::span<const Point> upper, std::span<const Point> lower, Color top, Color bottom) = 0;
  virtual void hatch(Rect area, Color color, float spacing = 6,
                     float width = 1.6f) = 0;  // 45 degrees, clipped
  virtual void circle(Point center, float radius, Color fill, Color ring, float ring_width = 0) = 0;
  // y is the vertical middle of the text's capitals: baseline = y + 0.364 * px, in every back end.
  virtual void text(Point middle, std::string_view utf8, Color color, TextStyle style) = 0;
  virtual float text_width(std::string_view utf8, TextStyle style) const = 0;
  virtual void push_clip(Rect area) = 0;
  virtual void pop_clip() = 0;
};

}  // namespace clamor::chart
