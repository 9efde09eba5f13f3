#include <algorithm>

#include "collector/leg.hpp"

namespace clamor::collector {

void Poll::read(const Answer& answer, PreparedPage& page, Place& place) {
  place.end_outage(started(), page);
  if (answer.cursor) {
    place.cursor->newest = answer.cursor->newest;
    if (ask().cursor.newest.empty()) place.cursor->at_start = answer.cursor->at_start;
    page.cursor = place.cursor;
  }
  if (!answer.next) {
    finish(answer, page, place);
  } else if (answer.several_searches && !at_limit()) {
    return go_on(*answer.next);
  } else if (!answer.next->walk_newest.empty() || answer.several_searches) {
    hand_over(answer, page, place);
  } else {
    // On the way up everything below the page's oldest post was read.
    if (span() && place.covered_until && *place.covered_until < span()->from) {
      cover(page, {*place.covered_until, std::min(span()->from, started())});
      place.covered_to(std::min(span()->from, started()));
    }
    if (!at_limit()) return go_on(*answer.next);
    if (place.covered_until && *place.covered_until < started())
      page.gaps.push_back({{*place.covered_until, started()}, "page_limit"});
  }
  end();
}

void Poll::finish(const Answer& answer, PreparedPage& page, Place& place) {
  const UtcTime from = place.covered_until.value_or(oldest().value_or(started()));
  if (answer.reached_known) {
    cover(page, {from, started()});
  } else {
    const UtcTime met = std::clamp(oldest().value_or(started()), std::min(from, started()), started());
    Gap lost{{from, met}, "search_ceiling", GapState::unrecoverable};
    lost.reason = "search_ceiling";
    if (from < met) page.gaps.push_back(std::move(lost));
    cover(page, {met, started()});
  }
  place.covered_to(started());
}

void Poll::hand_over(const Answer& answer, PreparedPage& page, Place& place) {
  const UtcTime from = std::min(place.covered_until.value_or(started()), started());
  const UtcTime met = std::clamp(oldest().value_or(started()), from, started());
  rest_ = Gap{{from, met}, std::string(catching_up), GapState::filling};
  rest_->mark = ask().cursor.newest;
  rest_->resume = answer.next->page_token;
  if (from < met) page.gaps.push_back(*rest_);
  place.cursor->newest = answer.next->walk_newest;
  page.cursor = place.cursor;
  cover(page, {met, started()});
  place.covered_to(started());
}

void Poll::take_nothing(PreparedPage& page, Place& place) {
  place.end_outage(started(), page);
  cover(page, {place.covered_until.value_or(place.beginning), started()});
  place.covered_to(started());
  end();
}

}  // namespace clamor::collector
