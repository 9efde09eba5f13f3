// Drawn charts as text. After an intended change run the test with CLAMOR_WRITE_GOLDEN=1 and read the
// difference.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "chart/pieces.hpp"
#include "chart/recording/recording_canvas.hpp"
#include "i18n/tr.hpp"
#include "tests/chart/example_chart.hpp"

namespace clamor::chart {
namespace {

void compare(const std::string& name, const std::string& drawn) {
  const std::string path = std::string(CLAMOR_SOURCE_DIR) + "/tests/chart/golden/" + name + ".txt";
  if (std::getenv("CLAMOR_WRITE_GOLDEN")) std::ofstream(path) << drawn;
  std::ifstream file(path);
  std::stringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(drawn, expected.str()) << path;
}

class Golden : public testing::TestWithParam<Theme> {
 protected:
  void SetUp() override { i18n::set_language(i18n::Language::en); }
  const Style& style() const { return style_of(GetParam()); }
  std::string name(const char* what) const {
    return std::string(what) + (GetParam() == Theme::dark ? "-dark" : "-light");
  }
  static constexpr Rect area{0, 0, 800, 300};
};

TEST_P(Golden, StackedArea) {
  const TimeChart chart = example_chart();
  const auto layout = lay_out(chart, area);
  RecordingCanvas canvas;
  Pointer pointer;
  pointer.at = Point{layout.x(chart.buckets[3].from + std::chrono::hours{12}), 120};
  pointer.selected = chart.buckets[2];
  draw(canvas, chart, layout, style(), pointer);
  draw_tooltip(canvas, chart, layout, style(), pointer);
  compare(name("stacked_area"), canvas.recorded());
}

TEST_P(Golden, Lines) {
  TimeChart chart = example_chart();
  chart.stacked = false;
  chart.bound = "≤ ";
  RecordingCanvas canvas;
  draw(canvas, chart, lay_out(chart, area), style(), {});
  compare(name("lines"), canvas.recorded());
}

TEST_P(Golden, SmallPieces) {
  RecordingCanvas canvas;
  const std::vector<std::optional<double>> values{1, 3, {}, 4, 2};
  draw_sparkline(canvas, values, {0, 0, 80, 30}, style().accent);
  float x = 0;
  for (const Seen seen : {Seen::full, Seen::part, Seen::none, Seen::refused, Seen::before_start})
    draw_seen(canvas, {x += 10, 0, 8, 14}, seen, style());
  draw_share(canvas, {0, 50, 200, 4}, 0.4, style().accent, style());
  draw_legend_entry(canvas, {0, 80}, "Fediverse", style().fediverse, style(), false);
  draw_legend_entry(canvas, {100, 80}, "Bluesky", style().bluesky, style(), true);
  compare(name("pieces"), canvas.recorded());
}

TEST_P(Golden, EmptyChart) {
  RecordingCanvas canvas;
  const std::vector<std::string> lines{"Finish step 2 and the chart fills itself"};
  draw_empty(canvas, area, "We have not asked yet", lines, style());
  compare(name("empty"), canvas.recorded());
}

INSTANTIATE_TEST_SUITE_P(Themes, Golden, testing::Values(Theme::dark, Theme::light),
                         [](const auto& test) { return test.param == Theme::dark ? "Dark" : "Light"; });

}  // namespace
}  // namespace clamor::chart
