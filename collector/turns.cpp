#include "collector/turns.hpp"

#include <algorithm>

namespace clamor::collector {

Millis poll_interval(Millis base, Millis slowest, int empty_polls, double chance) {
  const int doublings = std::clamp(empty_polls - 1, 0, 10);
  const Millis interval = std::max(base, std::min(slowest, base * (1 << doublings)));
  return interval +
         Millis(static_cast<Millis::rep>(static_cast<double>(interval.count()) * (chance * 0.2 - 0.1)));
}

Turns::Turns(std::vector<Walk> walks, std::optional<Millis> base, Millis slowest)
    : base_(base), slowest_(slowest) {
  for (Walk& walk : walks) turns_.push_back({.walk = std::move(walk)});
}

std::optional<Millis> Turns::due() const {
  std::optional<Millis> first;
  for (const Turn& turn : turns_)
    if (turn.due != Millis::max()) first = std::min(turn.due, first.value_or(turn.due));
  return first;
}

void Turns::next(Millis now) {
  for (std::size_t step = 1; step <= turns_.size(); ++step) {
    const std::size_t candidate = (at_ + step) % turns_.size();
    if (turns_[candidate].due > now) continue;
    at_ = candidate;
    return;
  }
}

void Turns::rest(Millis now, double chance) {
  Turn& turn = present();
  turn.empty_polls = turn.found ? 0 : turn.empty_polls + 1;
  turn.found = false;
  if (!base_) {
    turn.due = Millis::max();
    return;
  }
  turn.due = now + poll_interval(*base_, slowest_, turn.empty_polls, chance);
  turn.walk.poll();
}

}  // namespace clamor::collector
