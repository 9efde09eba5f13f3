#include "collector/leg.hpp"

namespace clamor::collector {

void LookingBack::read(const Answer& answer, PreparedPage& page, Place& place) {
  const UtcTime bound = started() - depth_;
  // The page's oldest decides nothing: one backdated post must not end the way.
  const bool deep_enough = span() && span()->to < bound;
  if (answer.next && !deep_enough) {
    go_on(answer);
    if (at_limit()) end();
    return;
  }
  if (deep_enough || answer.reached_known) {
    cover(page, {bound, started()});
    page.lookback = Lookback{depth_, started()};
    if (place.covered_until && bound <= *place.covered_until) place.covered_to(started());
  }
  end();
}

}  // namespace clamor::collector
