#pragma once
// What the sources that answer a filter observed of a stretch of time. Only for this room.

#include <vector>

#include "analysis/measures.hpp"
#include "analysis/selection.hpp"

namespace clamor::analysis {

class Coverage {
 public:
  // `stretch`: every later question lies inside it. Time that has not come yet was not asked for.
  Coverage(const Snapshot& snapshot, const Selection& selection, Interval stretch);

  Observed observed(Interval bucket) const;
  // Is `earlier` observed about as well as `later`, so that a difference is not our own?
  bool comparable(Interval earlier, Interval later) const;
  double share(Interval window) const;  // over all pairs; 0 without any. Archives are nobody who was asked
  double share_of_source(std::size_t source, Interval window) const;
  // Did any source of it read any of this, or does an archive reach over it?
  bool anything(std::size_t network, Interval window) const;
  bool archived(std::size_t source, Interval window) const;  // an archive, and it reaches over some of this

 private:
  // A hashtag asked of a source that has answered at least once.
  struct Pair {
    std::size_t source, network;
    IntervalSet unseen;  // within the stretch: not read, or lost in a gap that is still open
  };
  template <class Takes>
  double share_where(Interval window, const Takes& takes) const;
  Interval past(Interval window) const;
  template <class Takes>
  bool archive_where(const Takes& takes) const;

  // From the first to the last post of an archive with a hashtag: what is missing in it nobody knows.
  struct Archive {
    std::size_t source, network;
    Interval time;
  };

  UtcTime now_;
  std::vector<Pair> pairs_;
  std::vector<Archive> archives_;
};

}  // namespace clamor::analysis
