#pragma once
// More points than pixels become what the eye can tell apart: above four points per pixel column a line keeps
// the lowest and highest of each column, an area the mean.

#include <vector>

#include "chart/canvas.hpp"

namespace clamor::chart {

bool too_dense(std::size_t points, float width_px);

// Points sorted by x; at most two per column survive, in order of appearance.
std::vector<Point> extremes_per_column(const std::vector<Point>& points);

// Series of one stack share their x; each column becomes one point. rows[k][i] belongs to x[i].
void mean_per_column(std::vector<float>& x, std::vector<std::vector<float>>& rows);

}  // namespace clamor::chart
