#include <algorithm>

#include "collector/leg.hpp"

namespace clamor::collector {

void Descent::read(const Answer& answer, PreparedPage& page, Place& place) {
  keep_cursor(answer, page, place);
  if (first_contact_) place.end_outage(started(), page);
  const auto next = what_follows(answer);
  if (answer.several_searches)
    cover_searches(answer, next.has_value(), page, place);
  else
    cover_read(answer, page, place);
  if (first_contact_) place.covered_to(started());
  if (next && !at_limit())
    go_on(*next);
  else
    end();
}

void Descent::keep_cursor(const Answer& answer, PreparedPage& page, Place& place) const {
  if (!answer.cursor) return;
  if (!place.cursor) place.cursor = answer.cursor;
  if (place.cursor->newest.empty()) place.cursor->newest = answer.cursor->newest;
  if (!left_behind_) {
    place.cursor->oldest = answer.cursor->oldest;
    place.cursor->at_start = answer.cursor->at_start;
  }
  page.cursor = place.cursor;
}

std::optional<Ask> Descent::what_follows(const Answer& answer) {
  if (!not_before_ || !answer.next) return answer.next;
  if (!answer.several_searches) return oldest() && *oldest() < *not_before_ ? std::nullopt : answer.next;
  if (!lies_below(*not_before_, answer)) return answer.next;
  const auto& other = answer.next_search;
  if (!other || other->page_token != answer.next->page_token) left_behind_ = true;
  return other;
}

void Descent::cover_read(const Answer& answer, PreparedPage& page, Place& place) const {
  // Reading on in a later run: what lies above the page was covered then, up to the page's newest post.
  const UtcTime above = first_contact_ || !span() ? started() : span()->to;
  const bool nothing_older = !answer.next && answer.reached_known && place.cursor && place.cursor->at_start;
  if (nothing_older) {  // all that the server can give was read: a silent past, not an unread one
    cover(page, {place.beginning, oldest() ? above : std::max(started(), page.read_at)});
  } else if (oldest() && (first_contact_ || span())) {
    cover(page, {*oldest(), above});
  }
}

// When each of them is read, as far as the leg goes.
void Descent::cover_searches(const Answer& answer, bool goes_on, PreparedPage& page, const Place& place) {
  if (pages() == 1) top_ = first_contact_ ? started() : answer.newest_row;
  if (goes_on || !top_ || !answer.reached_known) return;
  if (!answer.next && !left_behind_)
    cover(page, {place.beginning, *top_});
  else if (not_before_)
    cover(page, {*not_before_, *top_});
}

void Descent::take_nothing(PreparedPage& page, Place& place) {
  place.end_outage(started(), page);
  cover(page,
        {place.covered_until.value_or(place.beginning), place.covered_until ? started() : page.read_at});
  place.covered_to(started());
  end();
}

}  // namespace clamor::collector
