#include "chart/style.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace clamor::chart {
namespace {

double luminance(Color c) {
  const auto linear = [](std::uint8_t v) {
    const double s = v / 255.0;
    return s <= 0.03928 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

double contrast(Color a, Color b) {
  const double high = std::max(luminance(a), luminance(b)), low = std::min(luminance(a), luminance(b));
  return (high + 0.05) / (low + 0.05);
}

class Themes : public testing::TestWithParam<Theme> {};

TEST_P(Themes, EveryGreyOfTextIsReadableOnCardsAndSidebar) {
  const Style& style = style_of(GetParam());
  for (const Color ground : {style.card, style.sidebar})
    for (const Color text :
         {style.text, style.text2, style.text3, style.accent, style.good, style.bad, style.warn})
      EXPECT_GE(contrast(text, ground), 4.5);
}

TEST_P(Themes, ShapesStandOutFromTheCard) {
  const Style& style = style_of(GetParam());
  for (const Network network : all_networks) EXPECT_GE(contrast(style.of(network), style.card), 2.95);
}

TEST_P(Themes, WordsOnAButtonAreReadable) {
  const Style& style = style_of(GetParam());
  EXPECT_GE(contrast(style.on_button, style.button), 4.5);
}

INSTANTIATE_TEST_SUITE_P(All, Themes, testing::Values(Theme::dark, Theme::light));

}  // namespace
}  // namespace clamor::chart
