#include "tests/dashboard/robot.hpp"

#include <imgui.h>

#include <algorithm>
#include <stdexcept>

namespace clamor::dashboard {

Robot::Robot(const Simulation& simulation, WindowSize size)
    : snapshot(simulated_snapshot(simulation)), frame_(Theme::dark, simulated_config()) {
  auto backend = make_null_backend(size);
  if (!backend) throw std::runtime_error(backend.error().detail);
  backend_ = std::move(*backend);
  frame_.keep_texts();
  frame_.take(snapshot);
  away();
  step(2);
}

void Robot::step(int frames) {
  for (int i = 0; i < frames; ++i) {
    backend_->begin_frame();
    auto actions = frame_.draw(backend_->scale(), now);
    backend_->end_frame();
    for (auto& action : actions) {
      if (action.kind == Action::Kind::ask_details) {
        frame_.take(simulated_details(*snapshot, action.posts));
        frame_.take(simulated_links(action.links));
      }
      actions_.push_back(std::move(action));
    }
  }
}

void Robot::move_to(Point point) {
  ImGui::GetIO().MousePos = {point.x, point.y};
  step();
}

void Robot::press(Point point) {
  ImGuiIO& io = ImGui::GetIO();
  step(40);  // long enough ago not to be a double click
  io.MousePos = {point.x, point.y};
  step();
  io.MouseDown[0] = true;
  step();
  io.MouseDown[0] = false;
  step(2);
}

Rect Robot::area(const std::string& name) {
  const auto& marks = state().ui.marks;
  const auto found = marks.find(name);
  if (found == marks.end()) throw std::runtime_error("nothing here is called " + name);
  return found->second.area;
}

void Robot::click(const std::string& name) {
  const Rect where = area(name);
  press({where.x + where.w / 2, where.y + where.h / 2});
}

void Robot::double_click(Point point) {
  ImGuiIO& io = ImGui::GetIO();
  step(40);
  io.MousePos = {point.x, point.y};
  for (int i = 0; i < 2; ++i) {
    io.MouseDown[0] = true;
    step();
    io.MouseDown[0] = false;
    step();
  }
  step();
}

void Robot::drag(Point from, Point to) {
  ImGuiIO& io = ImGui::GetIO();
  step(40);
  io.MousePos = {from.x, from.y};
  step();
  io.MouseDown[0] = true;
  step();
  io.MousePos = {(from.x + to.x) / 2, (from.y + to.y) / 2};
  step();
  io.MousePos = {to.x, to.y};
  step();
  io.MouseDown[0] = false;
  step(2);
}

void Robot::wheel(const std::string& name, float notches) {
  const Rect where = area(name);
  ImGui::GetIO().MousePos = {where.x + where.w / 2, where.y + where.h / 2};
  ImGui::GetIO().MouseWheel = notches;
  step();
  ImGui::GetIO().MouseWheel = 0;
  step();
}

void Robot::key(int code, bool ctrl, bool shift) {
  ImGuiIO& io = ImGui::GetIO();
  const int index = code < ImGuiKey_COUNT ? io.KeyMap[code] : code;
  io.KeyCtrl = ctrl;
  io.KeyShift = shift;
  io.KeysDown[index] = true;
  step();
  io.KeysDown[index] = false;
  step();
  io.KeyCtrl = io.KeyShift = false;
}

void Robot::type(char letter, bool ctrl) {
  key(static_cast<int>(letter), ctrl);
}

bool Robot::there(const std::string& name) {
  return state().ui.marks.count(name) > 0;
}

bool Robot::sees(const std::string& words) {
  const auto& texts = state().ui.texts;
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return text.find(words) != std::string::npos; });
}

Point Robot::in_chart(double share_x, double share_y) {
  const Rect& plot = frame_.layout()->plot;
  return {plot.x + plot.w * static_cast<float>(share_x), plot.y + plot.h * static_cast<float>(share_y)};
}

std::size_t Robot::asked(Action::Kind kind) {
  return static_cast<std::size_t>(std::count_if(actions_.begin(), actions_.end(),
                                                [&](const Action& action) { return action.kind == kind; }));
}

}  // namespace clamor::dashboard
