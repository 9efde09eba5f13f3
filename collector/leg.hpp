#pragma once
// One way through the posts of a (source, tag), page by page: what each answer establishes. Pure: no I/O and
// no clock; time comes in.

#include <optional>
#include <string>

#include "collector/source.hpp"

namespace clamor::collector {

// What is known of one (source, tag); all legs work on it.
struct Place {
  std::optional<Cursor> cursor;
  std::optional<UtcTime> covered_until;
  std::string outage;   // why the newest polls were missed; empty: none was
  UtcTime beginning{};  // of the network: covered from here once the server has nothing older

  void covered_to(UtcTime time);
  // The first answer after missed polls says until when they were missed.
  void end_outage(UtcTime at, PreparedPage& page);
};

class Leg {
 public:
  Leg(Ask ask, UtcTime started, int page_limit)
      : ask_(std::move(ask)), started_(started), page_limit_(page_limit) {}
  virtual ~Leg() = default;

  const Ask& ask() const { return ask_; }
  int pages() const { return pages_; }
  UtcTime started() const { return started_; }
  void ask_for(int rows) { ask_.limit = rows; }
  // It is asked at `now`; what was never answered begins with the question that is.
  void asked(UtcTime now) {
    if (pages_ == 0) started_ = now;
  }
  bool over() const { return over_; }

  // An answer: fills cursor, coverage and gaps of `page`.
  void take(const Answer& answer, PreparedPage& page, Place& place);
  // The server knows no post of this tag.
  virtual void take_nothing(PreparedPage& page, Place& place) = 0;

 protected:
  virtual void read(const Answer& answer, PreparedPage& page, Place& place) = 0;
  void go_on(const Ask& next) { ask_ = next; }
  void end() { over_ = true; }
  bool at_limit() const { return pages_ >= page_limit_; }
  // All of the page was written before; so was what follows in the same search.
  bool lies_below(UtcTime bound, const Answer& answer) const;
  // Charted times of the page; and down to where the pages of the leg have everything. Of several searches
  // that is known when all are read.
  const std::optional<Interval>& span() const { return span_; }
  const std::optional<UtcTime>& oldest() const { return oldest_; }

 private:
  Ask ask_;
  UtcTime started_;
  int page_limit_, pages_ = 0;
  std::optional<Interval> span_;
  std::optional<UtcTime> oldest_;
  bool over_ = false;
};

void cover(PreparedPage& page, Interval interval);  // unless it is empty

// From the newest known post up to now. A source that reads newest first ends it with one page: what lies
// between that and the mark is a gap, left to a Fill. With several searches it reads each of them.
class Poll final : public Leg {
 public:
  using Leg::Leg;
  void take_nothing(PreparedPage& page, Place& place) override;
  // What remains for a Fill; empty: nothing.
  const std::optional<Gap>& rest() const { return rest_; }

 private:
  void read(const Answer& answer, PreparedPage& page, Place& place) override;
  void finish(const Answer& answer, PreparedPage& page, Place& place);
  void hand_over(const Answer& answer, PreparedPage& page, Place& place);
  std::optional<Gap> rest_;
};

// From the oldest known post (at first contact from the newest one) down to the server's end or a day in the
// past.
class Descent final : public Leg {
 public:
  Descent(Ask ask, UtcTime started, int page_limit, bool first_contact, std::optional<UtcTime> not_before)
      : Leg(std::move(ask), started, page_limit), first_contact_(first_contact), not_before_(not_before) {}
  void take_nothing(PreparedPage& page, Place& place) override;

 private:
  void read(const Answer& answer, PreparedPage& page, Place& place) override;
  void keep_cursor(const Answer& answer, PreparedPage& page, Place& place) const;
  void cover_read(const Answer& answer, PreparedPage& page, Place& place) const;
  void cover_searches(const Answer& answer, bool goes_on, PreparedPage& page, const Place& place);
  std::optional<Ask> what_follows(const Answer& answer);
  bool first_contact_;
  std::optional<UtcTime> not_before_;
  std::optional<UtcTime> top_;  // from where on down this leg reads each search
  bool left_behind_ = false;    // a search was left where it was deep enough; a later run goes on there
};

// Down through a gap until the newest post known below it. Where it stands is kept with every page.
class Fill final : public Leg {
 public:
  Fill(Gap gap, Ask ask, UtcTime started, int page_limit)
      : Leg(std::move(ask), started, page_limit), gap_(std::move(gap)) {}
  void take_nothing(PreparedPage& page, Place& place) override;
  // What is left when the page limit ended it; empty: nothing.
  std::optional<Gap> rest() const { return put_off_ ? std::optional(gap_) : std::nullopt; }

 private:
  void read(const Answer& answer, PreparedPage& page, Place& place) override;
  void give_up(PreparedPage& page, std::string_view reason, UtcTime down_to) const;
  Gap gap_;
  bool put_off_ = false;
};

// Once more down from the newest post, for those that reached the server late.
class LookingBack final : public Leg {
 public:
  LookingBack(std::chrono::hours depth, Ask ask, UtcTime started, int page_limit)
      : Leg(std::move(ask), started, page_limit), depth_(depth) {}
  void take_nothing(PreparedPage&, Place&) override { end(); }

 private:
  void read(const Answer& answer, PreparedPage& page, Place& place) override;
  std::chrono::hours depth_;
};

}  // namespace clamor::collector
