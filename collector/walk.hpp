#pragma once
// Where the reading of one (source, tag) stands: which leg is next, and what a page of it establishes. Pure:
// no I/O and no clock; time comes in.

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collector/asker.hpp"
#include "collector/leg.hpp"

namespace clamor::collector {

class Walk {
 public:
  struct Limits {
    int pages = 400;                    // of one leg, a run
    std::optional<UtcTime> not_before;  // first contact reads back to here
    UtcTime beginning{};                // of the network
  };
  // As the store knows it.
  struct Known {
    std::optional<Cursor> cursor;
    std::optional<UtcTime> covered_until;
    std::vector<Gap> open_gaps;
  };
  // `label` as asked for.
  Walk(std::string label, Known known, Limits limits);

  const std::string& label() const { return label_; }
  const std::string& key() const { return key_; }
  int pages() const { return pages_; }
  std::optional<UtcTime> covered_until() const { return place_.covered_until; }

  // Whether there is a page to ask for. Live is what brings new posts, backfill what fills the past.
  bool wants(Errand errand) const;
  // Whether its question is one for a page further on.
  bool pages_on(Errand errand) const;
  // The next question; begins a leg when none is under way. Empty: nothing left to ask for until poll() or
  // look_back().
  std::optional<Ask> ask(Errand errand, UtcTime now);
  void poll();  // looks for new posts again
  // And once more for those that came late; one depth at a time.
  void look_back(std::chrono::hours depth);
  bool can_look_back() const { return place_.cursor && !place_.cursor->newest.empty(); }
  void renew();  // legs that ended at their page limit may go on

  // An answer to the last ask() of that errand: fills cursor, coverage and gaps of `page`.
  void take(Errand errand, const Answer& answer, PreparedPage& page);
  void take_nothing(Errand errand, PreparedPage& page);  // the server knows no post

  // Asks for fewer rows from now on. False: fewer than `least` would be asked for.
  bool shrink(Errand errand, int page_size, int least);

  // The polls before this run were missed, if there were any.
  void not_running() {
    if (place_.outage.empty()) place_.outage = "not_running";
  }
  // First contact is under way or was in this run: since when; empty: the tag was known before.
  std::optional<UtcTime> first_contact() const { return first_contact_; }

  // A poll was missed at `now`: what is not read because of it; empty when nothing was ever read.
  std::optional<Gap> miss(UtcTime now, std::string_view cause);

 private:
  Leg* under_way(Errand errand) const;
  Leg* begin_live(UtcTime now);
  Leg* begin_backfill(UtcTime now);
  bool older_left() const;
  Ask question(Direction direction, Cursor cursor) const;
  void clear_away();  // legs that are over

  std::string label_, key_;
  Place place_;
  Limits limits_;
  std::unique_ptr<Poll> poll_;
  std::unique_ptr<Descent> descent_;
  std::unique_ptr<Fill> fill_;
  std::unique_ptr<LookingBack> looking_back_;
  std::deque<Gap> to_fill_, put_off_;             // the second after renew()
  std::optional<std::chrono::hours> look_back_;  // wanted
  std::optional<UtcTime> first_contact_;
  bool poll_wanted_ = true, older_done_ = false;
  int pages_ = 0, limit_ = 0;
};

}  // namespace clamor::collector
