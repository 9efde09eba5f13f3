#include "chart/decimate.hpp"

#include <algorithm>
#include <cmath>

namespace clamor::chart {
namespace {
constexpr float points_per_column = 4;
}

bool too_dense(std::size_t points, float width_px) {
  return static_cast<float>(points) > points_per_column * std::max(1.0f, width_px);
}

std::vector<Point> extremes_per_column(const std::vector<Point>& points) {
  std::vector<Point> kept;
  for (std::size_t i = 0; i < points.size();) {
    const float column = std::floor(points[i].x);
    std::size_t low = i, high = i, end = i;
    for (; end < points.size() && std::floor(points[end].x) == column; ++end) {
      if (points[end].y < points[low].y) low = end;
      if (points[end].y > points[high].y) high = end;
    }
    kept.push_back(points[std::min(low, high)]);
    if (low != high) kept.push_back(points[std::max(low, high)]);
    i = end;
  }
  return kept;
}

void mean_per_column(std::vector<float>& x, std::vector<std::vector<float>>& rows) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < x.size(); ++kept) {
    std::size_t end = i;
    while (end < x.size() && std::floor(x[end]) == std::floor(x[i])) ++end;
    const auto n = static_cast<float>(end - i);
    const auto mean = [&](const std::vector<float>& v) {
      float sum = 0;
      for (std::size_t k = i; k < end; ++k) sum += v[k];
      return sum / n;
    };
    for (auto& row : rows) row[kept] = mean(row);
    x[kept] = mean(x);
    i = end;
  }
  x.resize(kept);
  for (auto& row : rows) row.resize(kept);
}

}  // namespace clamor::chart
