#include "collector/turns.hpp"

#include <algorithm>

namespace clamor::collector {
namespace {

Millis part(Millis whole, double share) {
  return Millis(static_cast<Millis::rep>(static_cast<double>(whole.count()) * share));
}

}  // namespace

Millis poll_interval(const Pace& pace, int empty_polls, double chance) {
  const int doublings = std::clamp(empty_polls - 1, 0, 10);
  const Millis interval = std::max(pace.base, std::min(pace.slowest, pace.base * (1 << doublings)));
  return interval + part(interval, 0.2 * chance);
}

std::optional<Millis> Turns::due(const Turn& turn, Errand errand, Millis now, UtcTime calendar) const {
  if (errand == Errand::live)
    return turn.due != Millis::max() && turn.walk.wants(Errand::live) ? std::optional(turn.due)
                                                                      : std::nullopt;
  if (turn.walk.wants(Errand::backfill)) return now;
  // With --once the look back comes last, and only if it is due then.
  if (!turn.walk.can_look_back()) return std::nullopt;
  if (pace_.once && (turn.due != Millis::max() || turn.looked_back || !turn.lookbacks.due(calendar)))
    return std::nullopt;
  return now + std::max(turn.lookbacks.next() - calendar, Millis{0});
}

std::optional<Millis> Turns::due(Errand errand, Millis now, UtcTime calendar) const {
  std::optional<Millis> first;
  for (const Turn& turn : turns_)
    if (const auto at = due(turn, errand, now, calendar)) first = std::min(*at, first.value_or(*at));
  return first;
}

std::size_t Turns::next(Errand errand, std::size_t last, Millis now, UtcTime calendar) const {
  for (std::size_t step = 1; step <= turns_.size(); ++step) {
    const std::size_t candidate = (last + step) % turns_.size();
    const auto at = due(turns_[candidate], errand, now, calendar);
    if (at && *at <= now) return candidate;
  }
  return last;
}

void Turns::plan(Turn& turn, UtcTime calendar) const {
  if (turn.walk.wants(Errand::backfill)) return;
  if (const auto depth = turn.lookbacks.due(calendar)) {
    turn.walk.look_back(*depth);
    turn.lookbacks.read(*depth, calendar);  // whatever comes of it
    turn.looked_back = true;
  }
}

void Turns::rest(Turn& turn, Millis now, double chance) const {
  turn.empty_polls = turn.found ? 0 : turn.empty_polls + 1;
  turn.found = false;
  if (pace_.once) {
    turn.due = Millis::max();
    return;
  }
  turn.due = now + poll_interval(pace_, turn.empty_polls, chance);
  if (++turn.polls == 1) turn.due += part(pace_.base, pace_.place);
  turn.walk.poll();
}

}  // namespace clamor::collector
