#include "collector/leg.hpp"

#include <algorithm>

namespace clamor::collector {

void Place::covered_to(UtcTime time) {
  covered_until = std::max(time, covered_until.value_or(time));
}

void Place::end_outage(UtcTime at, PreparedPage& page) {
  if (!outage.empty() && covered_until && *covered_until < at)
    page.gaps.push_back({{*covered_until, at}, outage, GapState::filling});
  outage.clear();
}

void cover(PreparedPage& page, Interval interval) {
  if (!interval.empty()) page.covered.push_back(interval);
}

void Leg::take(const Answer& answer, PreparedPage& page, Place& place) {
  ++pages_;
  span_.reset();
  for (const PreparedPost& post : page.posts) {
    const UtcTime at = post.charted_at;
    span_ = span_ ? Interval{std::min(span_->from, at), std::max(span_->to, at)} : Interval{at, at};
  }
  if (span_ && !answer.several_searches) {  // else the others may not have come as far
    const UtcTime whole = std::max(span_->from, answer.whole_down_to.value_or(span_->from));
    oldest_ = std::min(whole, oldest_.value_or(whole));
  }
  read(answer, page, place);
}

bool Leg::lies_below(UtcTime bound, const Answer& answer) const {
  if (answer.newest_row) return *answer.newest_row < bound;
  return span_ && span_->to < bound;
}

}  // namespace clamor::collector
