#pragma once
// One frame's hands and eyes: canvases to paint on, and areas that can be pointed at, pressed, scrolled and
// reached with Tab. Every area has a name; the robot of the tests finds it by that name, never by a pixel.

#include <imgui.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chart/canvas.hpp"
#include "chart/style.hpp"
#include "dashboard/fonts.hpp"
#include "dashboard/imgui_canvas.hpp"

namespace clamor::dashboard {

using chart::Align;
using chart::Color;
using chart::Point;
using chart::Rect;
using chart::Style;
using chart::TextStyle;
using chart::Weight;

struct Touch {
  bool hovered = false, held = false, clicked = false, double_clicked = false;
  bool dragged = false;  // released after moving; `from` and `at` are its ends
  bool dragging = false;
  Point from, at;  // of the pointer
};

// What stays between frames.
struct UiMemory {
  struct Mark {
    Rect area;
    int layer = 0;
    bool focusable = true;
  };
  std::map<std::string, Mark> marks;      // of the last whole frame
  std::vector<std::string> order;         // reading order, for Tab
  std::vector<std::string> texts;         // drawn in the last frame
  std::map<std::string, float> scrolled;  // pixels
  std::string active, focused;
  bool focus_visible = false;
  Point pressed_at;
  std::string popup;  // name of the open one
  Rect popup_area;
  bool popup_just_opened = false;
};

class Ui {
 public:
  Ui(UiMemory& memory, const Style& style, float scale, bool keep_texts);
  ~Ui();

  const Style& style() const { return style_; }
  chart::Canvas& canvas() { return popup_layer_ ? popup_canvas_ : canvas_; }
  chart::Canvas& top() { return popup_canvas_; }  // over everything
  Rect screen() const { return screen_; }
  Point pointer() const { return pointer_; }
  bool pointer_free() const;  // not over a popup

  // An area that reacts. `focusable`: Tab stops here and Enter presses it.
  Touch touch(const std::string& name, Rect area, bool focusable = true);
  bool hovers(Rect area) const;

  bool key(ImGuiKey key) const;
  bool shortcut(char character) const;  // with Ctrl

  // Text that may not fit ends in an ellipsis; gives the width it took.
  float text(Point middle, std::string_view words, Color color, TextStyle style, float at_most = 0);
  std::string shortened(std::string_view words, TextStyle style, float at_most);
  std::vector<std::string> wrapped(std::string_view words, TextStyle style, float width, std::size_t lines);
  float width(std::string_view words, TextStyle style) { return canvas_.text_width(words, style); }

  // Widgets.
  void card(Rect area, bool strong = false);
  bool button(const std::string& name, Rect area, std::string_view label, bool primary = false,
              bool enabled = true);
  bool icon_button(const std::string& name, Rect area, const char* icon, bool framed = true,
                   bool enabled = true);
  bool link(const std::string& name, Point middle_left, std::string_view label, TextStyle style = {12});
  // Gives the index pressed, if any.
  std::optional<std::size_t> segments(const std::string& name, Rect area,
                                      const std::vector<std::string>& labels,
                                      std::optional<std::size_t> chosen);
  static float segments_width(chart::Canvas& canvas, const std::vector<std::string>& labels,
                              float padding = 12);
  // A closed list: opens its popup.
  bool dropdown(const std::string& name, Rect area, std::string_view label, bool filtered);
  // The round i beside a title; opens the popup of its name.
  void info(const std::string& name, Point middle_left);

  // Contents are painted over everything else and take the pointer; `height` must be known. A press outside
  // closes.
  void popup(const std::string& name, Rect area, const std::function<void(Rect)>& contents);
  bool popup_open(const std::string& name) const { return memory_.popup == name; }
  void toggle_popup(const std::string& name);
  void close_popup() { memory_.popup.clear(); }

  // Clips and moves: contents start at the given y and are `height` tall.
  void scroll(const std::string& name, Rect area, float height,
              const std::function<void(float top)>& contents);

  UiMemory& memory() { return memory_; }

 private:
  void focus_ring(const std::string& name, Rect area, float radius);
  void keyboard();
  bool reachable(Rect area) const;

  UiMemory& memory_;
  const Style& style_;
  Rect screen_;
  Point pointer_;
  ImGuiCanvas canvas_, popup_canvas_;
  bool popup_layer_ = false;
  std::optional<Rect> clip_;
  std::map<std::string, UiMemory::Mark> marks_;
  std::vector<std::string> order_;
  std::vector<std::string> texts_;
  std::string pressed_by_key_;
};

}  // namespace clamor::dashboard
