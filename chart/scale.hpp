#pragma once
// From values to pixels: steps of 1, 2 or 5 times a power of ten, and an upper bound that is a whole step.

#include <vector>

namespace clamor::chart {

struct ValueScale {
  double top = 1;
  std::vector<double> ticks;  // from zero to top
  float y(double value, float bottom, float height) const {
    return bottom - static_cast<float>(value / top) * height;
  }
};

// The smallest of 1, 2, 5 x 10^n that is not below `least`.
double nice_step(double least);

// For counts: no step below one. About one tick per 70 px.
ValueScale value_scale(double max, float height_px);

}  // namespace clamor::chart
