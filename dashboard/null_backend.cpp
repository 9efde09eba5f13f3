#include <imgui.h>

#include <atomic>

#include "dashboard/backend.hpp"
#include "dashboard/fonts.hpp"

namespace clamor::dashboard {
namespace {

class NullBackend final : public Backend {
 public:
  explicit NullBackend(WindowSize size) {
    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {static_cast<float>(size.width), static_cast<float>(size.height)};
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    // The keys of the robot; letters and digits are their own codes, as with GLFW.
    for (int key = 0; key < ImGuiKey_COUNT; ++key) io.KeyMap[key] = 256 + key;
  }
  ~NullBackend() override { ImGui::DestroyContext(); }

  float scale() const override { return 1; }
  bool closing() const override { return false; }
  void poll() override {}
  void wait(Millis) override {}
  bool take_event() override { return woken_.exchange(false); }
  void wake() override { woken_ = true; }
  void begin_frame() override {
    ImGui::GetIO().DeltaTime = 1.0f / 60;
    ImGui::NewFrame();
  }
  void end_frame() override { ImGui::Render(); }
  Image pixels() override { return {}; }

 private:
  std::atomic<bool> woken_{false};
};

}  // namespace

Result<std::unique_ptr<Backend>> make_null_backend(WindowSize size) {
  auto backend = std::make_unique<NullBackend>(size);
  if (auto loaded = load_fonts(1); !loaded) return tl::unexpected(loaded.error());
  return Result<std::unique_ptr<Backend>>(std::move(backend));
}

}  // namespace clamor::dashboard
