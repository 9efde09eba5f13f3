#include "collector/leg.hpp"

namespace clamor::collector {

void LookingBack::read(const Answer& answer, PreparedPage& page, Place& place) {
  const UtcTime bound = started() - depth_;
  // The page's oldest decides nothing: one backdated post must not end the way.
  const bool deep_enough = lies_below(bound, answer);
  if (const auto& next = deep_enough ? answer.next_search : answer.next) {
    go_on(*next);
    if (at_limit()) end();
    return;
  }
  // Of several searches an earlier one may have been cut short.
  if (answer.reached_known || (deep_enough && !answer.several_searches)) {
    cover(page, {bound, started()});
    page.lookback = Lookback{depth_, started()};
    if (place.covered_until && bound <= *place.covered_until) place.covered_to(started());
  }
  end();
}

}  // namespace clamor::collector
