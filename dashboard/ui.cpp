#include "dashboard/ui.hpp"

#include <algorithm>
#include <cmath>

#include "dashboard/fonts.hpp"

namespace clamor::dashboard {
namespace {

constexpr float drag_threshold = 4, scroll_step = 48;

bool pressed() {
  return ImGui::GetIO().MouseClicked[0];
}
bool released() {
  return ImGui::GetIO().MouseReleased[0];
}

std::string_view cut_characters(std::string_view text, std::size_t bytes) {
  while (bytes > 0 && bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80)
    --bytes;
  return text.substr(0, bytes);
}

}  // namespace

Ui::Ui(UiMemory& memory, const Style& style, float scale, bool keep_texts)
    : memory_(memory),
      style_(style),
      canvas_(ImGui::GetBackgroundDrawList(), scale),
      popup_canvas_(ImGui::GetForegroundDrawList(), scale) {
  const ImGuiIO& io = ImGui::GetIO();
  screen_ = {0, 0, io.DisplaySize.x / scale, io.DisplaySize.y / scale};
  pointer_ = {io.MousePos.x / scale, io.MousePos.y / scale};
  if (keep_texts) {
    canvas_.keep_texts(&texts_);
    popup_canvas_.keep_texts(&texts_);
  }
  memory_.popup_just_opened = false;
  if (pressed()) memory_.focus_visible = false;
  keyboard();
}

Ui::~Ui() {
  const bool outside = pressed() && !memory_.popup.empty() && !memory_.popup_just_opened &&
                       memory_.active != memory_.popup && !memory_.popup_area.contains(pointer_);
  if (outside) memory_.popup.clear();
  if (released()) memory_.active.clear();
  memory_.marks = std::move(marks_);
  memory_.order = std::move(order_);
  memory_.texts = std::move(texts_);
}

void Ui::keyboard() {
  const auto& order = memory_.order;
  if (key(ImGuiKey_Tab) && !order.empty()) {
    const auto found = std::find(order.begin(), order.end(), memory_.focused);
    const std::size_t n = order.size();
    std::size_t next = 0;
    if (found != order.end()) {
      const auto i = static_cast<std::size_t>(found - order.begin());
      next = ImGui::GetIO().KeyShift ? (i + n - 1) % n : (i + 1) % n;
    }
    memory_.focused = order[next];
    memory_.focus_visible = true;
  }
  if (memory_.focus_visible && (key(ImGuiKey_Enter) || key(ImGuiKey_Space)))
    pressed_by_key_ = memory_.focused;
}

bool Ui::key(ImGuiKey key) const {
  return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key), false);
}

bool Ui::shortcut(char character) const {
  return ImGui::GetIO().KeyCtrl && ImGui::IsKeyPressed(static_cast<int>(character), false);
}

bool Ui::pointer_free() const {
  return memory_.popup.empty() || memory_.popup_just_opened || !memory_.popup_area.contains(pointer_);
}

bool Ui::reachable(Rect area) const {
  if (!area.contains(pointer_) || (clip_ && !clip_->contains(pointer_))) return false;
  return popup_layer_ || pointer_free();
}

bool Ui::hovers(Rect area) const {
  return reachable(area) && memory_.active.empty();
}

Touch Ui::touch(const std::string& name, Rect area, bool focusable) {
  const int layer = popup_layer_ ? 1 : 0;
  marks_[name] = {area, layer, focusable};
  // With a popup open, Tab stays inside it.
  if (focusable && (memory_.popup.empty() || popup_layer_)) order_.push_back(name);

  Touch touch;
  touch.at = pointer_;
  touch.from = memory_.pressed_at;
  const bool over = reachable(area);
  touch.hovered = over && (memory_.active.empty() || memory_.active == name);
  if (over && pressed()) {
    memory_.active = name;
    memory_.pressed_at = touch.from = pointer_;
    if (focusable) memory_.focused = name;
    touch.double_clicked = ImGui::GetIO().MouseDoubleClicked[0];
  }
  const float moved = std::hypot(pointer_.x - touch.from.x, pointer_.y - touch.from.y);
  if (memory_.active == name) {
    touch.held = ImGui::GetIO().MouseDown[0];
    touch.dragging = touch.held && moved > drag_threshold;
    if (released()) {
      touch.dragged = moved > drag_threshold;
      touch.clicked = over && !touch.dragged;
    }
  }
  if (pressed_by_key_ == name) {
    touch.clicked = true;
    pressed_by_key_.clear();
  }
  return touch;
}

void Ui::focus_ring(const std::string& name, Rect area, float radius) {
  if (!memory_.focus_visible || memory_.focused != name) return;
  canvas().outline({area.x - 2, area.y - 2, area.w + 4, area.h + 4}, style_.accent, radius + 2, 2);
}

float Ui::text(Point middle, std::string_view words, Color color, TextStyle style, float at_most) {
  if (at_most <= 0) {
    canvas().text(middle, words, color, style);
    return width(words, style);
  }
  const std::string fitting = shortened(words, style, at_most);
  canvas().text(middle, fitting, color, style);
  return width(fitting, style);
}

std::string Ui::shortened(std::string_view words, TextStyle style, float at_most) {
  if (width(words, style) <= at_most) return std::string(words);
  std::size_t low = 0, high = words.size();
  while (low < high) {
    const std::size_t half = (low + high + 1) / 2;
    if (width(std::string(cut_characters(words, half)) + "…", style) <= at_most)
      low = half;
    else
      high = half - 1;
  }
  return std::string(cut_characters(words, low)) + "…";
}

std::vector<std::string> Ui::wrapped(std::string_view words, TextStyle style, float at_most,
                                     std::size_t lines) {
  std::vector<std::string> out;
  std::string line;
  while (!words.empty()) {
    const std::size_t space = words.find(' ');
    const std::string_view word = words.substr(0, space);
    const std::string longer = line.empty() ? std::string(word) : line + " " + std::string(word);
    if (!line.empty() && width(longer, style) > at_most) {
      if (out.size() + 1 == lines) {  // the last line takes all that is left and is shortened
        out.push_back(shortened(line + " " + std::string(words), style, at_most));
        return out;
      }
      out.push_back(std::exchange(line, {}));
      continue;
    }
    line = longer;
    if (space == std::string_view::npos) break;
    words.remove_prefix(space + 1);
  }
  if (!line.empty()) out.push_back(shortened(line, style, at_most));
  return out;
}

void Ui::card(Rect area, bool strong) {
  canvas().fill(area, style_.card, chart::card_radius);
  canvas().outline(area, strong ? style_.accent : style_.border, chart::card_radius);
}

bool Ui::button(const std::string& name, Rect area, std::string_view label, bool primary, bool enabled) {
  const Touch touched = enabled ? touch(name, area) : Touch{};
  const float radius = chart::control_radius;
  const float faded = enabled ? 1.0f : 0.45f;
  if (primary) {
    canvas().fill(area, style_.button.with_alpha(faded), radius);
    if (touched.hovered) canvas().fill(area, style_.on_button.with_alpha(0.10f), radius);
  } else {
    canvas().fill(area, touched.hovered ? style_.hover : style_.card, radius);
    canvas().outline(area, style_.border, radius);
  }
  canvas().text({area.x + area.w / 2, area.y + area.h / 2}, label,
                primary   ? style_.on_button.with_alpha(enabled ? 1.0f : 0.7f)
                : enabled ? style_.text
                          : style_.text3,
                {12, primary ? Weight::semibold : Weight::medium, Align::center});
  focus_ring(name, area, radius);
  if (touched.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  return touched.clicked;
}

bool Ui::icon_button(const std::string& name, Rect area, const char* icon, bool framed, bool enabled) {
  const Touch touched = enabled ? touch(name, area) : Touch{};
  if (framed) {
    canvas().fill(area, touched.hovered ? style_.hover : style_.card, chart::control_radius);
    canvas().outline(area, style_.border, chart::control_radius);
  } else if (touched.hovered) {
    canvas().fill(area, style_.hover, 4);
  }
  canvas().text({area.x + area.w / 2, area.y + area.h / 2}, icon,
                enabled ? (touched.hovered ? style_.text : style_.text2) : style_.text3.with_alpha(0.4f),
                {framed ? 12.0f : 11.0f, Weight::regular, Align::center});
  focus_ring(name, area, framed ? chart::control_radius : 4);
  if (touched.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  return touched.clicked;
}

bool Ui::link(const std::string& name, Point at, std::string_view label, TextStyle style) {
  const float w = width(label, style);
  const Rect area{at.x - 4, at.y - 10, w + 8, 20};
  const Touch touched = touch(name, area);
  canvas().text(at, label, style_.accent, style);
  if (touched.hovered) {
    canvas().line({at.x, std::round(at.y + style.px * 0.62f)},
                  {at.x + w, std::round(at.y + style.px * 0.62f)}, style_.accent);
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  }
  focus_ring(name, area, 4);
  return touched.clicked;
}

float Ui::segments_width(chart::Canvas& canvas, const std::vector<std::string>& labels, float padding) {
  float sum = 8;
  for (const auto& label : labels) sum += canvas.text_width(label, {12, Weight::medium}) + 2 * padding;
  return std::ceil(sum);
}

std::optional<std::size_t> Ui::segments(const std::string& name, Rect area,
                                        const std::vector<std::string>& labels,
                                        std::optional<std::size_t> chosen) {
  std::optional<std::size_t> result;
  canvas().fill(area, style_.card, chart::control_radius);
  canvas().outline(area, style_.border, chart::control_radius);
  float natural = 0;
  for (const auto& label : labels) natural += width(label, {12, Weight::medium});
  const float padding = (area.w - 8 - natural) / (2 * static_cast<float>(labels.size()));
  float x = area.x + 4;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const bool on = chosen == i;
    const Rect part{x, area.y + 4, width(labels[i], {12, Weight::medium}) + 2 * padding, area.h - 8};
    const std::string part_name = name + "/" + std::to_string(i);
    const Touch touched = touch(part_name, part);
    if (on || touched.hovered) canvas().fill(part, on ? style_.hover : style_.hover.with_alpha(0.5f), 4);
    canvas().text({part.x + part.w / 2, area.y + area.h / 2}, labels[i], on ? style_.text : style_.text2,
                  {12, on ? Weight::semibold : Weight::medium, Align::center});
    focus_ring(part_name, part, 4);
    if (touched.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (touched.clicked) result = i;
    x += part.w;
  }
  return result;
}

bool Ui::dropdown(const std::string& name, Rect area, std::string_view label, bool filtered) {
  const Touch touched = touch(name, area);
  const bool open = popup_open(name);
  canvas().fill(area, touched.hovered || open ? style_.hover : style_.card, chart::control_radius);
  canvas().outline(area, filtered || open ? style_.accent : style_.border, chart::control_radius);
  text({area.x + 12, area.y + area.h / 2}, label, style_.text, {12, Weight::medium}, area.w - 36);
  canvas().text({area.right() - 14, area.y + area.h / 2}, icon::down, style_.text2,
                {12, Weight::regular, Align::center});
  focus_ring(name, area, chart::control_radius);
  if (touched.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (touched.clicked) toggle_popup(name);
  return touched.clicked;
}

void Ui::info(const std::string& name, Point at) {
  const Rect area{at.x - 4, at.y - 10, 21, 20};
  const Touch touched = touch(name, area);
  canvas().text({at.x, at.y}, icon::info, touched.hovered || popup_open(name) ? style_.accent : style_.text3,
                {11});
  focus_ring(name, area, 8);
  if (touched.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (touched.clicked) toggle_popup(name);
}

void Ui::toggle_popup(const std::string& name) {
  memory_.popup = memory_.popup == name ? "" : name;
  memory_.popup_just_opened = true;
}

void Ui::popup(const std::string& name, Rect area, const std::function<void(Rect)>& contents) {
  if (!popup_open(name)) return;
  area.x = std::clamp(area.x, 8.0f, std::max(8.0f, screen_.w - area.w - 8));
  area.y = std::clamp(area.y, 8.0f, std::max(8.0f, screen_.h - area.h - 8));
  memory_.popup_area = area;
  popup_layer_ = true;
  canvas().fill(area, style_.card, 8);
  canvas().outline(area, style_.axis, 8);
  contents(area);
  popup_layer_ = false;
}

void Ui::scroll(const std::string& name, Rect area, float height,
                const std::function<void(float)>& contents) {
  float& offset = memory_.scrolled[name];
  const float most = std::max(0.0f, height - area.h);
  if (reachable(area) && ImGui::GetIO().MouseWheel != 0) offset -= ImGui::GetIO().MouseWheel * scroll_step;
  offset = std::round(std::clamp(offset, 0.0f, most));
  marks_[name] = {area, popup_layer_ ? 1 : 0, false};
  const auto before = std::exchange(clip_, area);
  canvas().push_clip(area);
  contents(area.y - offset);
  canvas().pop_clip();
  clip_ = before;
  if (most > 0) {
    const float bar = std::max(24.0f, area.h * area.h / height);
    canvas().fill({area.right() + 5, area.y + (area.h - bar) * offset / most, 4, bar}, style_.axis, 2);
  }
}

}  // namespace clamor::dashboard
