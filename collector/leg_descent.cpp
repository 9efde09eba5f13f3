#include <algorithm>

#include "collector/leg.hpp"

namespace clamor::collector {

void Descent::read(const Answer& answer, PreparedPage& page, Place& place) {
  if (answer.cursor) {
    if (!place.cursor) place.cursor = answer.cursor;
    if (place.cursor->newest.empty()) place.cursor->newest = answer.cursor->newest;
    place.cursor->oldest = answer.cursor->oldest;
    place.cursor->at_start = answer.cursor->at_start;
    page.cursor = place.cursor;
  }
  if (first_contact_) place.end_outage(started(), page);
  cover_read(answer, page, place);
  const bool far_enough = not_before_ && oldest() && *oldest() < *not_before_;
  if (answer.next && !at_limit() && !far_enough)
    go_on(answer);
  else
    end();
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
  if (first_contact_) place.covered_to(started());
}

void Descent::take_nothing(PreparedPage& page, Place& place) {
  place.end_outage(started(), page);
  cover(page,
        {place.covered_until.value_or(place.beginning), place.covered_until ? started() : page.read_at});
  place.covered_to(started());
  end();
}

}  // namespace clamor::collector
