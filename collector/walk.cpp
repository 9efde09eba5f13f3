#include "collector/walk.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace clamor::collector {
namespace {

std::optional<Interval> span_of(const PreparedPage& page) {
  if (page.posts.empty()) return std::nullopt;
  const auto [oldest, newest] = std::minmax_element(
      page.posts.begin(), page.posts.end(),
      [](const PreparedPost& a, const PreparedPost& b) { return a.charted_at < b.charted_at; });
  return Interval{oldest->charted_at, newest->charted_at};
}

void cover(PreparedPage& page, Interval interval) {
  if (!interval.empty()) page.covered.push_back(interval);
}

}  // namespace

Walk::Walk(std::string label, std::optional<Cursor> stored, std::optional<UtcTime> covered_until,
           Limits limits)
    : label_(std::move(label)),
      key_(hashtag_key(label_)),
      cursor_(std::move(stored)),
      covered_until_(covered_until),
      limits_(limits) {}

void Walk::begin(Direction direction, UtcTime now) {
  ask_ = Ask{label_, direction, cursor_.value_or(Cursor{}), {}, {}, limit_};
  started_ = now;
  walk_pages_ = 0;
  oldest_.reset();
}

std::optional<Ask> Walk::ask(UtcTime now) {
  if (ask_) return ask_;
  if (!cursor_) {
    if (older_done_) return std::nullopt;
    first_contact_ = true;
    newer_done_ = true;
    begin(Direction::older, now);
  } else if (!newer_done_) {
    begin(Direction::newer, now);
  } else if (!older_done_ && !cursor_->at_start) {
    first_contact_ = false;
    begin(Direction::older, now);
  }
  return ask_;
}

void Walk::poll() {
  newer_done_ = false;
  if (!cursor_) older_done_ = false;
}

void Walk::covered_to(UtcTime time) {
  covered_until_ = std::max(time, covered_until_.value_or(time));
}

void Walk::take(const Answer& answer, PreparedPage& page) {
  ++pages_;
  ++walk_pages_;
  if (const auto span = span_of(page)) oldest_ = std::min(span->from, oldest_.value_or(span->from));
  page.cursor = answer.cursor;
  if (answer.cursor) cursor_ = answer.cursor;
  const bool older = ask_->direction == Direction::older;
  if (older) cover_older(answer, page);
  const bool at_limit = answer.next && walk_pages_ >= limits_.pages;
  const bool far_enough = older && limits_.not_before && oldest_ && *oldest_ < *limits_.not_before;
  if (answer.next && !at_limit && !far_enough) {
    ask_ = answer.next;
    return;
  }
  if (!older && at_limit) {
    if (const auto gap = missed(started_, "page_limit")) page.gaps.push_back(*gap);
  } else if (!older) {
    finish_newer(answer, page);
  }
  (older ? older_done_ : newer_done_) = true;
  ask_.reset();
}

void Walk::cover_older(const Answer& answer, PreparedPage& page) {
  // Reading on in a later run: what lies above the page was covered then, up to the page's newest post.
  const auto span = span_of(page);
  const UtcTime above = first_contact_ || !span ? started_ : span->to;
  const bool nothing_older = !answer.next && answer.reached_known && cursor_ && cursor_->at_start;
  if (nothing_older) {  // all that the server can give was read: a silent past, not an unread one
    cover(page, {limits_.beginning, oldest_ ? above : std::max(started_, page.read_at)});
  } else if (oldest_ && (first_contact_ || span)) {
    cover(page, {*oldest_, above});
  }
  if (first_contact_) covered_to(started_);
}

void Walk::finish_newer(const Answer& answer, PreparedPage& page) {
  const UtcTime from = covered_until_.value_or(oldest_.value_or(started_));
  if (answer.reached_known) {
    cover(page, {from, started_});
  } else {
    const UtcTime met = std::clamp(oldest_.value_or(started_), std::min(from, started_), started_);
    if (from < met) page.gaps.push_back({{from, met}, "search_ceiling", GapState::open, 0});
    cover(page, {met, started_});
  }
  covered_to(started_);
}

void Walk::take_nothing(PreparedPage& page) {
  ++pages_;
  cover(page, {covered_until_.value_or(limits_.beginning), covered_until_ ? started_ : page.read_at});
  covered_to(started_);
  if (ask_->direction == Direction::older) older_done_ = true;
  newer_done_ = true;
  ask_.reset();
}

bool Walk::shrink(int page_size, int least) {
  const int now = limit_ > 0 ? limit_ : page_size;
  if (now <= least) return false;
  limit_ = std::max(now / 2, least);
  if (ask_) ask_->limit = limit_;
  return true;
}

std::optional<Gap> Walk::missed(UtcTime now, std::string_view cause) const {
  if (!covered_until_ || now <= *covered_until_) return std::nullopt;
  return Gap{{*covered_until_, now}, std::string(cause), GapState::open, 0};
}

}  // namespace clamor::collector
