#include "dashboard/imgui_canvas.hpp"

#include <algorithm>
#include <cmath>

#include "dashboard/fonts.hpp"

namespace clamor::dashboard {
namespace {

using chart::Color;
using chart::Point;
using chart::Rect;
using chart::TextStyle;

// Indices of Debian's ImGui have 16 bits: one call must stay well below 65,536 vertices.
constexpr std::size_t points_per_call = 10'000;
constexpr float cap_middle = 0.364f;  // half of Inter's capitals, in EM

ImU32 packed(Color c) {
  return IM_COL32(c.r, c.g, c.b, c.a);
}

}  // namespace

void ImGuiCanvas::fill(Rect area, Color color, float radius) {
  list_->AddRectFilled(at({area.x, area.y}), at({area.right(), area.bottom()}), packed(color),
                       radius * scale_);
}

void ImGuiCanvas::outline(Rect area, Color color, float radius, float width) {
  list_->AddRect(at({area.x, area.y}), at({area.right(), area.bottom()}), packed(color), radius * scale_, 0,
                 width * scale_);
}

void ImGuiCanvas::line(Point from, Point to, Color color, float width) {
  if (from.x == to.x || from.y == to.y) {  // a filled rectangle is crisp and has four vertices
    const float w = std::max(1.0f, std::round(width * scale_));
    ImVec2 low = at({std::min(from.x, to.x), std::min(from.y, to.y)});
    ImVec2 high = at({std::max(from.x, to.x), std::max(from.y, to.y)});
    low = {std::round(low.x), std::round(low.y)};
    high = {std::round(high.x), std::round(high.y)};
    if (from.x == to.x) high.x = low.x + w;
    if (from.y == to.y) high.y = low.y + w;
    list_->AddRectFilled(low, high, packed(color));
    return;
  }
  list_->AddLine(at(from), at(to), packed(color), width * scale_);
}

void ImGuiCanvas::dashed(Point from, Point to, Color color, float on, float off) {
  const float length = std::hypot(to.x - from.x, to.y - from.y);
  if (length <= 0) return;
  const Point unit{(to.x - from.x) / length, (to.y - from.y) / length};
  for (float start = 0; start < length; start += on + off) {
    const float end = std::min(length, start + on);
    line({from.x + unit.x * start, from.y + unit.y * start}, {from.x + unit.x * end, from.y + unit.y * end},
         color, 1);
  }
}

void ImGuiCanvas::polyline(std::span<const Point> points, Color color, float width) {
  std::vector<ImVec2> chunk;
  for (std::size_t first = 0; first + 1 < points.size(); first += points_per_call - 1) {
    const std::size_t count = std::min(points_per_call, points.size() - first);
    chunk.clear();
    for (const Point p : points.subspan(first, count)) chunk.push_back(at(p));
    list_->AddPolyline(chunk.data(), static_cast<int>(count), packed(color), 0, width * scale_);
  }
}

void ImGuiCanvas::band(std::span<const Point> upper, std::span<const Point> lower, Color top, Color bottom) {
  const ImVec2 uv = ImGui::GetFontTexUvWhitePixel();
  const std::size_t n = std::min(upper.size(), lower.size());
  for (std::size_t first = 0; first + 1 < n; first += points_per_call - 1) {
    const std::size_t count = std::min(points_per_call, n - first);
    list_->PrimReserve(static_cast<int>((count - 1) * 6), static_cast<int>(count * 2));
    const auto base = static_cast<unsigned>(list_->_VtxCurrentIdx);
    for (std::size_t i = 0; i + 1 < count; ++i) {
      const auto a = base + static_cast<unsigned>(2 * i);
      for (const unsigned index : {a, a + 1, a + 3, a, a + 3, a + 2})
        list_->PrimWriteIdx(static_cast<ImDrawIdx>(index));
    }
    for (std::size_t i = first; i < first + count; ++i) {
      list_->PrimWriteVtx(at(upper[i]), uv, packed(top));
      list_->PrimWriteVtx(at(lower[i]), uv, packed(bottom));
    }
  }
}

void ImGuiCanvas::hatch(Rect area, Color color, float spacing, float width) {
  push_clip(area);
  // Lines hang on a grid of the whole page, so that neighbours join.
  const float first = std::floor((area.x + area.y) / spacing) * spacing;
  for (float sum = first; sum < area.right() + area.bottom(); sum += spacing)
    list_->AddLine(at({sum - area.bottom(), area.bottom()}), at({sum - area.y, area.y}), packed(color),
                   width * scale_);
  pop_clip();
}

void ImGuiCanvas::circle(Point center, float radius, Color fill, Color ring, float ring_width) {
  list_->AddCircleFilled(at(center), radius * scale_, packed(fill));
  if (ring_width > 0) list_->AddCircle(at(center), radius * scale_, packed(ring), 0, ring_width * scale_);
}

void ImGuiCanvas::text(Point middle, std::string_view utf8, Color color, TextStyle style) {
  if (utf8.empty()) return;
  if (texts_) texts_->emplace_back(utf8);
  ImFont* font = face(style);
  const float size = style.px * em_to_imgui * scale_;
  float x = middle.x;
  if (style.align == chart::Align::right) x -= text_width(utf8, style);
  if (style.align == chart::Align::center) x -= text_width(utf8, style) / 2;
  const float baseline = std::round((middle.y + cap_middle * style.px) * scale_);
  const float top = baseline - std::round(font->Ascent * size / font->FontSize);
  list_->AddText(font, size, {std::round(x * scale_), top}, packed(color), utf8.data(),
                 utf8.data() + utf8.size());
}

float ImGuiCanvas::text_width(std::string_view utf8, TextStyle style) const {
  const float size = style.px * em_to_imgui * scale_;
  return face(style)->CalcTextSizeA(size, 1e9f, 0, utf8.data(), utf8.data() + utf8.size()).x / scale_;
}

void ImGuiCanvas::push_clip(Rect area) {
  list_->PushClipRect(at({area.x, area.y}), at({area.right(), area.bottom()}), true);
}
void ImGuiCanvas::pop_clip() {
  list_->PopClipRect();
}

}  // namespace clamor::dashboard
