#include "chart/time_chart.hpp"

#include <gtest/gtest.h>

#include "chart/recording/recording_canvas.hpp"
#include "i18n/tr.hpp"
#include "tests/chart/example_chart.hpp"

namespace clamor::chart {
namespace {

constexpr Rect area{0, 0, 800, 300};

class AChartOverTime : public testing::Test {
 protected:
  void SetUp() override { i18n::set_language(i18n::Language::en); }
  std::string drawn(const Pointer& pointer = {}) const {
    RecordingCanvas canvas;
    draw(canvas, chart, layout, style_of(Theme::dark), pointer);
    draw_tooltip(canvas, chart, layout, style_of(Theme::dark), pointer);
    return canvas.recorded();
  }
  Pointer over(std::size_t bucket) const {
    const Interval time = chart.buckets[bucket];
    Pointer pointer;
    pointer.at = Point{layout.x(time.from + time.length() / 2), layout.plot.y + 50};
    return pointer;
  }
  TimeChart chart = example_chart();
  TimeChartLayout layout = lay_out(chart, area);
};

TEST_F(AChartOverTime, StandsABucketAtItsMiddleAndLeavesTheUnfinishedOneOut) {
  ASSERT_EQ(layout.runs.size(), 1u);
  const auto& run = layout.runs[0];
  ASSERT_EQ(run.x.size(), 9u + 2);  // nine whole days, and the flat ends
  EXPECT_FLOAT_EQ(run.x.front(), layout.plot.x);
  EXPECT_NEAR(run.x[1], layout.plot.x + layout.plot.w / 20, 0.01);
  EXPECT_NEAR(run.x.back(), layout.plot.x + layout.plot.w * 0.9f, 0.01);
}

TEST_F(AChartOverTime, StacksInOrder) {
  const auto& run = layout.runs[0];
  ASSERT_EQ(run.y.size(), 3u);
  EXPECT_DOUBLE_EQ(layout.values.top, 200);
  EXPECT_NEAR(run.y[0][4], layout.plot.bottom(), 0.01);
  EXPECT_NEAR(run.y[1][4], layout.plot.bottom() - layout.plot.h * 100 / 200, 0.01);
  EXPECT_NEAR(run.y[2][4], layout.plot.bottom() - layout.plot.h * 190 / 200, 0.01);
}

TEST_F(AChartOverTime, LeavesTheLineOpenWhereNothingIsKnown) {
  for (Layer& layer : chart.layers) layer.values[4].reset();
  EXPECT_EQ(lay_out(chart, area).runs.size(), 2u);
}

TEST_F(AChartOverTime, DrawsLinesWhereASumMeansNothing) {
  chart.stacked = false;
  chart.total.clear();
  const auto lines = lay_out(chart, area);
  EXPECT_TRUE(lines.runs.empty());
  EXPECT_EQ(lines.lines.size(), 3u);  // one whole, and one in two pieces
  EXPECT_DOUBLE_EQ(lines.values.top, 100);
}

TEST_F(AChartOverTime, KeepsARunningSumWhole) {
  chart.cumulative = true;
  EXPECT_NEAR(lay_out(chart, area).runs[0].x.back(), layout.plot.right(), 0.01);
}

TEST_F(AChartOverTime, FindsTheBucketUnderThePointer) {
  EXPECT_EQ(bucket_at(chart, layout, *over(3).at), 3u);
  EXPECT_EQ(bucket_at(chart, layout, {layout.plot.right(), layout.plot.y + 1}), 9u);
  EXPECT_FALSE(bucket_at(chart, layout, {layout.plot.x - 30, 100}));
}

TEST_F(AChartOverTime, TellsExactNumbersTopDownWithTheTotalLast) {
  const std::string text = drawn(over(3));
  const auto bluesky = text.find("\"Bluesky\""), fediverse = text.find("\"Fediverse\""),
             total = text.find("\"Total\"");
  ASSERT_NE(total, std::string::npos);
  EXPECT_LT(bluesky, fediverse);
  EXPECT_LT(fediverse, total);
  EXPECT_NE(text.find("\"190\""), std::string::npos);
}

TEST_F(AChartOverTime, SaysNoDataAndNeverZeroForWhatIsNotKnown) {
  const std::string text = drawn(over(5));
  EXPECT_NE(text.find("\"no data\""), std::string::npos);
  EXPECT_NE(text.find("50% of the time observed"), std::string::npos);
}

TEST_F(AChartOverTime, DropsALabelThatWouldCollideButKeepsItsDot) {
  const std::string text = drawn();
  EXPECT_NE(text.find("Press conference"), std::string::npos);
  EXPECT_EQ(text.find("Too near"), std::string::npos);
}

TEST_F(AChartOverTime, HatchesTheGapAndTheDayThatIsNotOver) {
  const std::string text = drawn();
  EXPECT_NE(text.find("12 h gap"), std::string::npos);
  EXPECT_NE(text.find("\"today\""), std::string::npos);
  std::size_t hatches = 0;
  for (auto i = text.find("hatch "); i != std::string::npos; i = text.find("hatch ", i + 1)) ++hatches;
  EXPECT_EQ(hatches, 3u);  // and the ribbon of two days that were read in part
}

TEST_F(AChartOverTime, PutsTheTooltipOnTheOtherSideAtTheEdge) {
  const std::string left = drawn(over(1)), right = drawn(over(8));
  EXPECT_NE(left, right);
  for (const std::size_t bucket : {0u, 4u, 9u}) {
    RecordingCanvas canvas;
    draw_tooltip(canvas, chart, layout, style_of(Theme::dark), over(bucket));
    const auto box = canvas.recorded().find("outline ");
    ASSERT_NE(box, std::string::npos);
    const float x = std::stof(canvas.recorded().substr(box + 8));
    EXPECT_GE(x, layout.plot.x);
    EXPECT_LE(x, layout.plot.right());
  }
}

TEST_F(AChartOverTime, WithoutBucketsDrawsNothing) {
  chart = {};
  layout = lay_out(chart, area);
  EXPECT_EQ(drawn(), "");
}

}  // namespace
}  // namespace clamor::chart
