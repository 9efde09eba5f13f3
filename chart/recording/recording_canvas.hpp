#pragma once
// Writes the verbs as text, one per line, so that a chart has a golden test without a window. Text is
// measured with fixed widths: what is tested is the layout, not a font.

#include <string>

#include "chart/canvas.hpp"

namespace clamor::chart {

class RecordingCanvas final : public Canvas {
 public:
  void fill(Rect area, Color color, float radius) override;
  void outline(Rect area, Color color, float radius, float width) override;
  void line(Point from, Point to, Color color, float width) override;
  void dashed(Point from, Point to, Color color, float on, float off) override;
  void polyline(std::span<const Point> points, Color color, float width) override;
  void band(std::span<const Point> upper, std::span<const Point> lower, Color top, Color bottom) override;
  void hatch(Rect area, Color color, float spacing, float width) override;
  void circle(Point center, float radius, Color fill, Color ring, float ring_width) override;
  void text(Point middle, std::string_view utf8, Color color, TextStyle style) override;
  float text_width(std::string_view utf8, TextStyle style) const override;
  void push_clip(Rect area) override;
  void pop_clip() override;

  const std::string& recorded() const { return recorded_; }

 private:
  std::string recorded_;
};

}  // namespace clamor::chart
