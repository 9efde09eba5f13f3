#include "collector/walk.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace clamor::collector {
namespace {

// A poll of more pages than this is catching up, and yields to the polls of others.
constexpr int pages_of_a_poll = 10;

}  // namespace

Walk::Walk(std::string label, Known known, Limits limits)
    : label_(std::move(label)), key_(hashtag_key(label_)), limits_(limits) {
  place_ = {std::move(known.cursor), known.covered_until, {}, limits.beginning};
  for (Gap& gap : known.open_gaps) {
    const bool at_the_edge = place_.covered_until && gap.time.to >= *place_.covered_until;
    if (!gap.resume.empty())
      to_fill_.push_front(std::move(gap));
    else if (at_the_edge && gap.cause != catching_up && gap.cause != stream_dropped)
      place_.outage = gap.cause;
  }
}

// ---- which leg ----

Leg* Walk::under_way(Errand errand) const {
  const bool long_poll = poll_ && poll_->pages() >= pages_of_a_poll;
  const bool first_page = descent_ && descent_->pages() == 0 && !place_.cursor;
  if (errand == Errand::live) {
    if (first_page) return descent_.get();
    return long_poll ? nullptr : poll_.get();
  }
  if (long_poll) return poll_.get();
  if (fill_) return fill_.get();
  if (descent_ && !first_page) return descent_.get();
  return looking_back_.get();
}

bool Walk::older_left() const {
  return place_.cursor && !place_.cursor->at_start && !older_done_;
}

bool Walk::wants(Errand errand) const {
  if (under_way(errand)) return true;
  const bool at_first_contact = descent_ && !place_.cursor;
  if (errand == Errand::live) return poll_wanted_ && !poll_ && !at_first_contact;
  return !to_fill_.empty() || older_left() || look_back_;
}

bool Walk::pages_on(Errand errand) const {
  if (errand == Errand::live) return place_.cursor.has_value();
  return fill_ || !to_fill_.empty() || descent_ || older_left() || looking_back_;
}

std::optional<Ask> Walk::ask(Errand errand, UtcTime now) {
  Leg* leg = under_way(errand);
  // A gap that opened since goes before the distant past.
  const bool gap_first = errand == Errand::backfill && !fill_ && !to_fill_.empty() && leg != poll_.get();
  if (!leg || gap_first) leg = errand == Errand::live ? begin_live(now) : begin_backfill(now);
  if (!leg) return std::nullopt;
  leg->asked(now);
  return leg->ask();
}

Leg* Walk::begin_live(UtcTime now) {
  if (!wants(Errand::live)) return nullptr;
  poll_wanted_ = false;
  if (place_.cursor) {
    poll_ = std::make_unique<Poll>(question(Direction::newer, *place_.cursor), now, limits_.pages);
    return poll_.get();
  }
  first_contact_ = now;
  descent_ =
      std::make_unique<Descent>(question(Direction::older, {}), now, limits_.pages, true, limits_.not_before);
  return descent_.get();
}

Leg* Walk::begin_backfill(UtcTime now) {
  if (!fill_ && !to_fill_.empty()) {
    Gap gap = std::move(to_fill_.front());
    to_fill_.pop_front();
    Ask ask = question(Direction::newer, {gap.mark, "", true});
    ask.page_token = gap.resume;
    fill_ = std::make_unique<Fill>(std::move(gap), std::move(ask), now, limits_.pages);
    return fill_.get();
  }
  if (older_left()) {
    descent_ = std::make_unique<Descent>(question(Direction::older, *place_.cursor), now, limits_.pages,
                                         false, limits_.not_before);
    return descent_.get();
  }
  if (!look_back_) return nullptr;
  looking_back_ = std::make_unique<LookingBack>(*look_back_, question(Direction::older, {}), now, limits_.pages);
  look_back_.reset();
  return looking_back_.get();
}

Ask Walk::question(Direction direction, Cursor cursor) const {
  return {label_, direction, std::move(cursor), {}, {}, limit_};
}

void Walk::poll() {
  poll_wanted_ = true;
}

void Walk::look_back(std::chrono::hours depth) {
  look_back_ = depth;
}

void Walk::renew() {
  older_done_ = false;
  std::ranges::move(put_off_, std::back_inserter(to_fill_));
  put_off_.clear();
}

// ---- answers ----

void Walk::take(Errand errand, const Answer& answer, PreparedPage& page) {
  ++pages_;
  under_way(errand)->take(answer, page, place_);
  clear_away();
}

void Walk::take_nothing(Errand errand, PreparedPage& page) {
  ++pages_;
  under_way(errand)->take_nothing(page, place_);
  clear_away();
}

void Walk::clear_away() {
  if (poll_ && poll_->over()) {
    if (poll_->rest()) to_fill_.push_front(*poll_->rest());
    poll_.reset();
  }
  if (fill_ && fill_->over()) {
    if (auto rest = fill_->rest()) put_off_.push_back(std::move(*rest));
    fill_.reset();
  }
  if (descent_ && descent_->over()) {
    older_done_ = place_.cursor.has_value();
    descent_.reset();
  }
  if (looking_back_ && looking_back_->over()) looking_back_.reset();
}

bool Walk::shrink(Errand errand, int page_size, int least) {
  const int now = limit_ > 0 ? limit_ : page_size;
  if (now <= least) return false;
  limit_ = std::max(now / 2, least);
  if (Leg* leg = under_way(errand)) leg->ask_for(limit_);
  return true;
}

std::optional<Gap> Walk::miss(UtcTime now, std::string_view cause) {
  if (!place_.covered_until || now <= *place_.covered_until) return std::nullopt;
  if (place_.outage.empty()) place_.outage = cause;
  return Gap{{*place_.covered_until, now}, place_.outage};
}

}  // namespace clamor::collector
