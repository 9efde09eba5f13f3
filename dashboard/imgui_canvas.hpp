#pragma once
// The canvas of charts on ImGui's draw lists. Everything above it measures in pixels at scale 1; the screen's
// scale is applied here and nowhere else.

#include <imgui.h>

#include <string>
#include <vector>

#include "chart/canvas.hpp"

namespace clamor::dashboard {

class ImGuiCanvas final : public chart::Canvas {
 public:
  ImGuiCanvas(ImDrawList* list, float scale) : list_(list), scale_(scale) {}
  // Also keeps every text that was drawn: what the robot of the tests reads.
  void keep_texts(std::vector<std::string>* texts) { texts_ = texts; }

  void fill(chart::Rect area, chart::Color color, float radius) override;
  void outline(chart::Rect area, chart::Color color, float radius, float width) override;
  void line(chart::Point from, chart::Point to, chart::Color color, float width) override;
  void dashed(chart::Point from, chart::Point to, chart::Color color, float on, float off) override;
  void polyline(std::span<const chart::Point> points, chart::Color color, float width) override;
  void band(std::span<const chart::Point> upper, std::span<const chart::Point> lower, chart::Color top,
            chart::Color bottom) override;
  void hatch(chart::Rect area, chart::Color color, float spacing, float width) override;
  void circle(chart::Point center, float radius, chart::Color fill, chart::Color ring,
              float ring_width) override;
  void text(chart::Point middle, std::string_view utf8, chart::Color color, chart::TextStyle style) override;
  float text_width(std::string_view utf8, chart::TextStyle style) const override;
  void push_clip(chart::Rect area) override;
  void pop_clip() override;

 private:
  ImVec2 at(chart::Point p) const { return {p.x * scale_, p.y * scale_}; }
  ImDrawList* list_;
  float scale_;
  std::vector<std::string>* texts_ = nullptr;
};

}  // namespace clamor::dashboard
