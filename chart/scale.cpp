#include "chart/scale.hpp"

#include <algorithm>
#include <cmath>

namespace clamor::chart {
namespace {
constexpr float px_per_tick = 70;
}

double nice_step(double least) {
  if (!(least > 0)) return 1;
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

ValueScale value_scale(double max, float height_px) {
  const double steps_wanted = std::max(1.0, std::floor(height_px / px_per_tick + 0.5));
  const double step = std::max(1.0, nice_step(std::max(max, 1.0) / steps_wanted));
  const auto steps = static_cast<int>(std::max(1.0, std::ceil(max / step - 1e-9)));
  ValueScale scale{step * steps, {}};
  for (int i = 0; i <= steps; ++i) scale.ticks.push_back(step * i);
  return scale;
}

}  // namespace clamor::chart
