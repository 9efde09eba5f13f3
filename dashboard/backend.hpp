#pragma once
// The window system behind a thin class. Glfw for people, Null for the robot of the tests: same frames, no
// display.

#include <memory>

#include "core/result.hpp"
#include "core/time.hpp"
#include "dashboard/png.hpp"

namespace clamor::dashboard {

class Backend {
 public:
  virtual ~Backend() = default;
  virtual float scale() const = 0;  // of the screen: 2 on a HiDPI one
  virtual bool closing() const = 0;
  virtual void poll() = 0;  // takes what has happened
  virtual void wait(Millis at_most) = 0;
  virtual bool take_event() = 0;   // whether something happened since the last call
  virtual void wake() = 0;         // ends wait(); from any thread
  virtual void begin_frame() = 0;  // ends with ImGui::NewFrame
  virtual void end_frame() = 0;    // begins with ImGui::Render
  virtual Image pixels() = 0;      // of the last frame
};

struct WindowSize {
  int width = 0, height = 0;
};

// Both make the ImGui context, load the fonts and destroy the context with themselves.
Result<std::unique_ptr<Backend>> make_glfw_backend(WindowSize size, bool visible);
Result<std::unique_ptr<Backend>> make_null_backend(WindowSize size);

}  // namespace clamor::dashboard
