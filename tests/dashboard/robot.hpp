#pragma once
// Presses what a person would press, by name, on the null back end: no display, no OpenGL, no waiting.

#include <memory>
#include <string>
#include <vector>

#include "dashboard/backend.hpp"
#include "dashboard/frame.hpp"
#include "tests/dashboard/simulated_snapshot.hpp"

namespace clamor::dashboard {

class Robot {
 public:
  explicit Robot(const Simulation& simulation = {}, WindowSize size = {1440, 900});

  void step(int frames = 1);
  void move_to(Point point);
  void away() { move_to({-1e5f, -1e5f}); }
  void press(Point point);
  void click(const std::string& name);
  void double_click(Point point);
  void drag(Point from, Point to);
  void wheel(const std::string& name, float notches);
  void key(int code, bool ctrl = false, bool shift = false);  // ImGuiKey, or a letter or digit
  void type(char letter, bool ctrl);

  bool there(const std::string& name);
  bool sees(const std::string& words);  // in one drawn text
  Rect area(const std::string& name);
  Point in_chart(double share_x, double share_y = 0.5);  // of the plot

  Frame& frame() { return frame_; }
  UiState& state() { return frame_.state(); }
  const OverviewModel& model() { return *frame_.model(); }
  std::vector<Action>& actions() { return actions_; }
  std::size_t asked(Action::Kind kind);
  analysis::SnapshotPtr snapshot;
  UtcTime now = simulated_now();

 private:
  std::unique_ptr<Backend> backend_;
  Frame frame_;
  std::vector<Action> actions_;
};

}  // namespace clamor::dashboard
