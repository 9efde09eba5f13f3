#include "collector/lookback_plan.hpp"

#include <algorithm>
#include <chrono>

namespace clamor::collector {

using namespace std::chrono_literals;

LookbackPlan::LookbackPlan(const std::vector<Lookback>& done, bool loopback)
    : steps_{{6h, loopback ? Millis{1min} : Millis{1h}}, {48h, loopback ? Millis{5min} : Millis{24h}}} {
  for (const Lookback& one : done) read(one.depth, one.at);
}

void LookbackPlan::read(std::chrono::hours depth, UtcTime at) {
  for (Step& step : steps_)
    if (step.depth <= depth) step.due = std::max(step.due, at + step.every);
}

std::optional<std::chrono::hours> LookbackPlan::due(UtcTime now) const {
  std::optional<std::chrono::hours> deepest;
  for (const Step& step : steps_)
    if (step.due <= now) deepest = step.depth;
  return deepest;
}

UtcTime LookbackPlan::next() const {
  return std::ranges::min(steps_, {}, &Step::due).due;
}

}  // namespace clamor::collector
