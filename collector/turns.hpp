#pragma once
// The hashtags of one source, turn by turn, so that a long walk of one does not keep the others waiting; and
// when each is asked again. Pure: time and chance come in.

#include <optional>
#include <vector>

#include "collector/asker.hpp"
#include "collector/lookback_plan.hpp"
#include "collector/walk.hpp"

namespace clamor::collector {

struct Turn {
  Walk walk;
  LookbackPlan lookbacks;
  Millis due{0};  // of the next poll; max: never again
  int polls = 0, empty_polls = 0;
  bool found = false;                     // the present poll brought posts
  bool looked_back = false;               // a look back was begun in this run
  std::optional<Millis> history_at = {};  // the server's own count was asked for
};

// How a source is polled.
struct Pace {
  Millis base{0};     // between two polls of a hashtag, at least
  Millis slowest{0};  // and at most, as long as nothing is found
  double place =
      0;  // in [0, 1): where in the interval this installation stands, so that many do not ask at once
  bool once = false;  // one poll, one look back, and that is all
};

// The wait until the next poll: `base` while there is something new, doubling up to `slowest` after two polls
// without; by chance in [0, 1) up to a fifth more, so that it never is less.
Millis poll_interval(const Pace& pace, int empty_polls, double chance);

class Turns {
 public:
  Turns(std::vector<Turn> turns, Pace pace) : turns_(std::move(turns)), pace_(pace) {}

  std::vector<Turn>& all() { return turns_; }
  const std::vector<Turn>& all() const { return turns_; }
  // When something of that errand is to be asked; empty: never. Both clocks tell the same instant.
  std::optional<Millis> due(Errand errand, Millis now, UtcTime calendar) const;
  // The next of those that are due, after `last` in turn; only when one is.
  std::size_t next(Errand errand, std::size_t last, Millis now, UtcTime calendar) const;

  // A look back that has come due is begun.
  void plan(Turn& turn, UtcTime calendar) const;
  // A poll is over: nothing new to ask for until the next one.
  void rest(Turn& turn, Millis now, double chance) const;

 private:
  std::optional<Millis> due(const Turn& turn, Errand errand, Millis now, UtcTime calendar) const;
  std::vector<Turn> turns_;
  Pace pace_;
};

}  // namespace clamor::collector
