#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <string>

#include "dashboard/backend.hpp"
#include "dashboard/fonts.hpp"
#include "i18n/tr.hpp"

namespace clamor::dashboard {
namespace {

constexpr int smallest_width = 1120, smallest_height = 720;

std::string last_trouble;
void remember_trouble(int code, const char* what) {
  last_trouble = "glfw " + std::to_string(code) + ": " + (what ? what : "");
}

// Every event of the window means "draw again"; ImGui's own callbacks are chained behind these.
class Events {
 public:
  static void attach(GLFWwindow* window, bool* happened) {
    glfwSetWindowUserPointer(window, happened);
    glfwSetKeyCallback(window, [](GLFWwindow* w, int, int, int, int) { note(w); });
    glfwSetCharCallback(window, [](GLFWwindow* w, unsigned) { note(w); });
    glfwSetCursorPosCallback(window, [](GLFWwindow* w, double, double) { note(w); });
    glfwSetCursorEnterCallback(window, [](GLFWwindow* w, int) { note(w); });
    glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int, int, int) { note(w); });
    glfwSetScrollCallback(window, [](GLFWwindow* w, double, double) { note(w); });
    glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int) { note(w); });
    glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) { note(w); });
    glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) { note(w); });
    glfwSetWindowIconifyCallback(window, [](GLFWwindow* w, int) { note(w); });
    glfwSetWindowCloseCallback(window, [](GLFWwindow* w) { note(w); });
  }

 private:
  static void note(GLFWwindow* window) { *static_cast<bool*>(glfwGetWindowUserPointer(window)) = true; }
};

class GlfwBackend final : public Backend {
 public:
  explicit GlfwBackend(GLFWwindow* window, bool visible) : window_(window), visible_(visible) {
    Events::attach(window_, &happened_);
    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui_ImplGlfw_InitForOpenGL(window_, true);
    ImGui_ImplOpenGL3_Init("#version 330");
  }
  ~GlfwBackend() override {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext();
    glfwDestroyWindow(window_);
    glfwTerminate();
  }

  // Screen scale in units of the window: where a window already counts in logical pixels (Wayland, macOS) it
  // is 1.
  float scale() const override {
    if (!visible_) return 1;  // a picture has the size that was asked for
    float content = 1, unused = 1;
    glfwGetWindowContentScale(window_, &content, &unused);
    return std::clamp(content / framebuffer_ratio(), 0.5f, 4.0f);
  }
  float density() const { return scale() * framebuffer_ratio(); }

  bool closing() const override { return glfwWindowShouldClose(window_) != 0; }
  void poll() override { glfwPollEvents(); }
  void wait(Millis at_most) override {
    glfwWaitEventsTimeout(std::max(0.001, static_cast<double>(at_most.count()) / 1000));
  }
  bool take_event() override {
    const bool taken = happened_ || woken_.exchange(false);
    happened_ = false;
    return taken;
  }
  void wake() override {
    woken_ = true;
    glfwPostEmptyEvent();
  }

  void begin_frame() override {
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    if (!visible_) ImGui::GetIO().MousePos = {-1e6f, -1e6f};  // a picture has no pointer
    ImGui::NewFrame();
  }
  void end_frame() override {
    ImGui::Render();
    int width = 0, height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    glViewport(0, 0, width, height);
    glClearColor(0, 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    if (visible_) glfwSwapBuffers(window_);
  }

  Image pixels() override {
    Image image;
    glfwGetFramebufferSize(window_, &image.width, &image.height);
    const auto row = static_cast<std::size_t>(image.width) * 4;
    std::vector<std::uint8_t> upside_down(row * static_cast<std::size_t>(image.height));
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadBuffer(GL_BACK);
    glReadPixels(0, 0, image.width, image.height, GL_RGBA, GL_UNSIGNED_BYTE, upside_down.data());
    image.rgba.resize(upside_down.size());
    for (std::size_t y = 0, h = static_cast<std::size_t>(image.height); y < h; ++y)
      std::memcpy(&image.rgba[y * row], &upside_down[(h - 1 - y) * row], row);
    for (std::size_t i = 3; i < image.rgba.size(); i += 4) image.rgba[i] = 255;
    return image;
  }

 private:
  float framebuffer_ratio() const {
    int window = 1, framebuffer = 1, unused = 0;
    glfwGetWindowSize(window_, &window, &unused);
    glfwGetFramebufferSize(window_, &framebuffer, &unused);
    return window > 0 && framebuffer > 0 ? static_cast<float>(framebuffer) / static_cast<float>(window)
                                         : 1.0f;
  }

  GLFWwindow* window_;
  bool visible_;
  bool happened_ = true;
  std::atomic<bool> woken_{false};
};

tl::unexpected<Error> no_window() {
  return fail(Errc::not_found,
              i18n::tr_format(
                  "No window can be opened ({0}). On a desktop, start Clamor from its own terminal; without "
                  "one, put \"xvfb-run -a -s '-screen 0 1440x900x24'\" before the command, or use "
                  "\"clamor status\", which needs no window.",
                  last_trouble));
}

}  // namespace

Result<std::unique_ptr<Backend>> make_glfw_backend(WindowSize size, bool visible) {
  last_trouble.clear();
  glfwSetErrorCallback(remember_trouble);
  if (!glfwInit()) return no_window();
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, visible ? GLFW_TRUE : GLFW_FALSE);
  glfwWindowHint(GLFW_VISIBLE, visible ? GLFW_TRUE : GLFW_FALSE);
  GLFWwindow* window = glfwCreateWindow(size.width, size.height, "Clamor", nullptr, nullptr);
  if (!window) {
    glfwTerminate();
    return fail(Errc::not_found,
                i18n::tr_format(
                    "The screen has no OpenGL 3.3 ({0}). Install libgl1-mesa-dri; over a remote connection "
                    "start Clamor on the machine itself, or use \"clamor status\", which needs no window.",
                    last_trouble));
  }
  glfwMakeContextCurrent(window);
  glfwSwapInterval(visible ? 1 : 0);
  auto backend = std::make_unique<GlfwBackend>(window, visible);
  const auto limit = [&](int length) {
    return static_cast<int>(static_cast<float>(length) * backend->scale());
  };
  if (visible)
    glfwSetWindowSizeLimits(window, limit(smallest_width), limit(smallest_height), GLFW_DONT_CARE,
                            GLFW_DONT_CARE);
  if (auto loaded = load_fonts(backend->density()); !loaded) return tl::unexpected(loaded.error());
  return Result<std::unique_ptr<Backend>>(std::move(backend));
}

}  // namespace clamor::dashboard
