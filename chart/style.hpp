#pragma once
// How things look, as data: the only place of the program that holds colours. Two themes with the same
// tokens; contrast and colour-blind distances were checked for the text greys and the first four series.

#include "chart/canvas.hpp"
#include "core/network.hpp"

namespace clamor::chart {

enum class Theme { dark, light };

struct Style {
  Theme theme;
  Color page, sidebar, card, border;
  Color text, text2, text3;  // three greys, no more
  Color grid, axis, hover, selection, field;
  Color accent, button, on_button;
  Color good, bad, warn;
  Color fediverse, bluesky, x, youtube, other;
  float fill_top, fill_bottom;  // alpha of a band between two lines

  // A network keeps its colour on every page; beyond four the rest is grey.
  Color of(Network network) const;
};

const Style& style_of(Theme theme);

inline constexpr float line_width = 1.6f;
inline constexpr float card_radius = 10;
inline constexpr float control_radius = 6;

// Sizes of text, EM pixels.
inline constexpr TextStyle axis_text{11, Weight::regular, Align::left};
inline constexpr TextStyle small_text{12, Weight::regular, Align::left};
inline constexpr TextStyle small_strong{12, Weight::semibold, Align::left};
inline constexpr TextStyle title_text{15, Weight::semibold, Align::left};
constexpr TextStyle aligned(TextStyle style, Align align) {
  return {style.px, style.weight, align};
}

}  // namespace clamor::chart
