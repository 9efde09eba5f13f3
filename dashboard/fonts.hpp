#pragma once
// The faces of the program: Inter in three weights at the sizes of the design, icons of FontAwesome 4.7
// merged.

#include <imgui.h>

#include "chart/canvas.hpp"
#include "core/result.hpp"

namespace clamor::dashboard {

// Rasterised for `density` pixels per EM pixel. Call once per ImGui context.
Result<bool> load_fonts(float density);

// The face for a style, and the factor from EM pixels to ImGui's size.
// ImGui's size of a font is ascent minus descent, a designer's is the EM: for Inter 1.21 times as much.
inline constexpr float em_to_imgui = 1.21f;
ImFont* face(chart::TextStyle style);

// Whether the face of body text can draw a character.
bool drawable(char32_t character);

// FontAwesome 4.7, as UTF-8.
namespace icon {
inline constexpr const char *overview = "\uf0e4", *trend = "\uf201", *info = "\uf05a", *calendar = "\uf073",
                            *left = "\uf104", *right = "\uf105", *down = "\uf107", *sun = "\uf185",
                            *moon = "\uf186", *check = "\uf00c", *lock = "\uf023", *clock = "\uf017",
                            *cross = "\uf00d", *play = "\uf04b", *heart = "\uf08a", *boost = "\uf079",
                            *reply = "\uf112", *quote = "\uf10d", *warning = "\uf071", *tag = "\uf02b",
                            *ban = "\uf05e", *external = "\uf08e", *flask = "\uf0c3", *stop = "\uf04c",
                            *tags = "\uf02c", *globe = "\uf0ac";
}

}  // namespace clamor::dashboard
