#include "chart/scale.hpp"

#include <gtest/gtest.h>

namespace clamor::chart {
namespace {

TEST(Scale, StepsAreOneTwoOrFive) {
  EXPECT_DOUBLE_EQ(nice_step(0.3), 0.5);
  EXPECT_DOUBLE_EQ(nice_step(1), 1);
  EXPECT_DOUBLE_EQ(nice_step(1.1), 2);
  EXPECT_DOUBLE_EQ(nice_step(433), 500);
  EXPECT_DOUBLE_EQ(nice_step(5001), 10'000);
}

TEST(Scale, TheTopIsAWholeStepAboveTheHighestValue) {
  const ValueScale scale = value_scale(1486, 240);
  EXPECT_DOUBLE_EQ(scale.top, 1500);
  EXPECT_EQ(scale.ticks, (std::vector<double>{0, 500, 1000, 1500}));
}

TEST(Scale, ThereAreNoFractionsOfAPost) {
  const ValueScale scale = value_scale(2, 700);
  EXPECT_EQ(scale.ticks, (std::vector<double>{0, 1, 2}));
}

TEST(Scale, NothingCountedStillHasAnAxis) {
  const ValueScale scale = value_scale(0, 200);
  EXPECT_DOUBLE_EQ(scale.top, 1);
  EXPECT_FLOAT_EQ(scale.y(0, 300, 200), 300);
  EXPECT_FLOAT_EQ(scale.y(1, 300, 200), 100);
}

TEST(Scale, ZeroAndNonsenseGiveAStepOfOne) {
  EXPECT_DOUBLE_EQ(nice_step(0), 1);
  EXPECT_DOUBLE_EQ(nice_step(-3), 1);
}

}  // namespace
}  // namespace clamor::chart
