#include "chart/decimate.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace clamor::chart {
namespace {

TEST(Decimate, StartsAboveFourPointsPerPixelColumn) {
  EXPECT_FALSE(too_dense(4000, 1000));
  EXPECT_TRUE(too_dense(4001, 1000));
}

TEST(Decimate, ALineKeepsTheHighestAndLowestOfEachColumn) {
  std::vector<Point> points;
  for (int i = 0; i < 1000; ++i) points.push_back({static_cast<float>(i) / 100, 50});
  points[123].y = 1;   // a peak
  points[150].y = 99;  // a trough
  const auto kept = extremes_per_column(points);
  EXPECT_LE(kept.size(), 20u);
  EXPECT_TRUE(std::any_of(kept.begin(), kept.end(), [](Point p) { return p.y == 1; }));
  EXPECT_TRUE(std::any_of(kept.begin(), kept.end(), [](Point p) { return p.y == 99; }));
  EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end(), [](Point a, Point b) { return a.x < b.x; }));
}

TEST(Decimate, AnAreaKeepsTheMeanOfEachColumn) {
  std::vector<float> x{0.1f, 0.5f, 0.9f, 1.5f};
  std::vector<std::vector<float>> rows{{1, 2, 3, 10}, {0, 0, 3, 7}};
  mean_per_column(x, rows);
  EXPECT_EQ(x, (std::vector<float>{0.5f, 1.5f}));
  EXPECT_EQ(rows[0], (std::vector<float>{2, 10}));
  EXPECT_EQ(rows[1], (std::vector<float>{1, 7}));
}

}  // namespace
}  // namespace clamor::chart
