#pragma once
// Where the reading of one (source, tag) stands: which walk is next, and what a page of it establishes.
// Pure: no I/O and no clock; time comes in.

#include <optional>
#include <string>

#include "collector/source.hpp"

namespace clamor::collector {

class Walk {
 public:
  struct Limits {
    int pages = 400;                    // a walk; one older walk a run
    std::optional<UtcTime> not_before;  // first contact reads back to here
    UtcTime beginning{};                // of the network: covered from here once the server has nothing older
  };
  // `label` as asked for; `stored` and `covered_until` as the store knows them.
  Walk(std::string label, std::optional<Cursor> stored, std::optional<UtcTime> covered_until, Limits limits);

  const std::string& label() const { return label_; }
  const std::string& key() const { return key_; }
  int pages() const { return pages_; }
  std::optional<UtcTime> covered_until() const { return covered_until_; }

  // The next request; begins a walk when none is under way. Empty: nothing left to ask for until poll().
  std::optional<Ask> ask(UtcTime now);
  // Looks for new posts again.
  void poll();

  // An answer of the walk under way: fills cursor, coverage and gaps of `page`.
  void take(const Answer& answer, PreparedPage& page);
  // The server knows no post: the walk is over and all up to now is read.
  void take_nothing(PreparedPage& page);

  // Asks for fewer rows from now on. False: fewer than `least` would be asked for.
  bool shrink(int page_size, int least);

  // What is missed when reading ends here; empty when nothing was ever read.
  std::optional<Gap> missed(UtcTime now, std::string_view cause) const;

 private:
  void begin(Direction direction, UtcTime now);
  void finish_newer(const Answer& answer, PreparedPage& page);
  void cover_older(const Answer& answer, PreparedPage& page);
  void covered_to(UtcTime time);

  std::string label_, key_;
  std::optional<Cursor> cursor_;
  std::optional<UtcTime> covered_until_;
  Limits limits_;

  std::optional<Ask> ask_;  // of the walk under way
  UtcTime started_{};
  bool first_contact_ = false;
  std::optional<UtcTime> oldest_;  // charted time of the oldest post of this walk
  bool newer_done_ = false, older_done_ = false;
  int pages_ = 0, walk_pages_ = 0;
  int limit_ = 0;
};

}  // namespace clamor::collector
