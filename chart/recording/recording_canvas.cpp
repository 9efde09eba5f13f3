#include "chart/recording/recording_canvas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace clamor::chart {
namespace {

constexpr float em_per_character = 0.55f;

std::string words(Point p) {
  return fmt::format("{:.1f},{:.1f}", p.x, p.y);
}
std::string words(Rect r) {
  return fmt::format("{:.1f},{:.1f} {:.1f}x{:.1f}", r.x, r.y, r.w, r.h);
}
std::string words(Color c) {
  return fmt::format("#{:02x}{:02x}{:02x}{:02x}", c.r, c.g, c.b, c.a);
}
std::string words(std::span<const Point> points) {
  std::string out;
  for (const Point p : points) out += (out.empty() ? "" : " ") + words(p);
  return out;
}
const char* word(Weight weight) {
  return weight == Weight::regular ? "regular" : weight == Weight::medium ? "medium" : "semibold";
}
const char* word(Align align) {
  return align == Align::left ? "left" : align == Align::center ? "center" : "right";
}

template <class... Args>
void write(std::string& out, fmt::format_string<Args...> pattern, Args&&... args) {
  fmt::format_to(std::back_inserter(out), pattern, std::forward<Args>(args)...);
  out += '\n';
}

}  // namespace

void RecordingCanvas::fill(Rect area, Color color, float radius) {
  write(recorded_, "fill {} {} r{:g}", words(area), words(color), radius);
}
void RecordingCanvas::outline(Rect area, Color color, float radius, float width) {
  write(recorded_, "outline {} {} r{:g} w{:g}", words(area), words(color), radius, width);
}
void RecordingCanvas::line(Point from, Point to, Color color, float width) {
  write(recorded_, "line {} {} {} w{:g}", words(from), words(to), words(color), width);
}
void RecordingCanvas::dashed(Point from, Point to, Color color, float on, float off) {
  write(recorded_, "dashed {} {} {} {:g}/{:g}", words(from), words(to), words(color), on, off);
}
void RecordingCanvas::polyline(std::span<const Point> points, Color color, float width) {
  write(recorded_, "polyline {} w{:g}: {}", words(color), width, words(points));
}
void RecordingCanvas::band(std::span<const Point> upper, std::span<const Point> lower, Color top,
                           Color bottom) {
  write(recorded_, "band {} {}: {} | {}", words(top), words(bottom), words(upper), words(lower));
}
void RecordingCanvas::hatch(Rect area, Color color, float spacing, float width) {
  write(recorded_, "hatch {} {} every {:g} w{:g}", words(area), words(color), spacing, width);
}
void RecordingCanvas::circle(Point center, float radius, Color fill, Color ring, float ring_width) {
  write(recorded_, "circle {} r{:g} {} {} w{:g}", words(center), radius, words(fill), words(ring),
        ring_width);
}
void RecordingCanvas::text(Point middle, std::string_view utf8, Color color, TextStyle style) {
  write(recorded_, "text {} \"{}\" {} {:g} {} {}", words(middle), utf8, words(color), style.px,
        word(style.weight), word(style.align));
}
float RecordingCanvas::text_width(std::string_view utf8, TextStyle style) const {
  const auto characters = std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return static_cast<float>(characters) * style.px * em_per_character;
}
void RecordingCanvas::push_clip(Rect area) {
  write(recorded_, "clip {}", words(area));
}
void RecordingCanvas::pop_clip() {
  write(recorded_, "unclip");
}

}  // namespace clamor::chart
