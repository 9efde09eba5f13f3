#pragma once
// The hashtags of one source, turn by turn, so that a long walk of one does not keep the others waiting; and
// when each is polled again. Pure: time and chance come in.

#include <optional>
#include <vector>

#include "collector/walk.hpp"

namespace clamor::collector {

struct Turn {
  Walk walk;
  Millis due{0};
  int empty_polls = 0;
  bool found = false;                     // the present poll brought posts
  std::optional<Millis> history_at = {};  // the server's own count was asked for
};

// The wait between two polls of a hashtag: `base` while there is something new, doubling to half an hour
// after two polls without, a tenth up or down by chance in [0, 1).
Millis poll_interval(Millis base, Millis slowest, int empty_polls, double chance);

class Turns {
 public:
  // `base`: the polite interval between two polls of a hashtag. Empty: each is walked once.
  Turns(std::vector<Walk> walks, std::optional<Millis> base, Millis slowest);

  std::vector<Turn>& all() { return turns_; }
  Turn& present() { return turns_[at_]; }
  const Turn& present() const { return turns_[at_]; }
  // When the first of them is due; empty: none ever.
  std::optional<Millis> due() const;
  void next(Millis now);                 // on to one that is due
  void rest(Millis now, double chance);  // nothing left to ask of the present one until its next poll

 private:
  std::vector<Turn> turns_;
  std::optional<Millis> base_;
  Millis slowest_;
  std::size_t at_ = 0;
};

}  // namespace clamor::collector
