#include <algorithm>
#include <chrono>

#include "collector/leg.hpp"

namespace clamor::collector {
namespace {

// A page whose newest post is older than the gap by this much lies below it, whatever became of the mark (it
// may have been deleted). So does all that follows, unless that is another search.
constexpr Millis below_for_sure = std::chrono::hours{1};

}  // namespace

void Fill::read(const Answer& answer, PreparedPage& page, Place&) {
  const UtcTime met = std::clamp(oldest().value_or(gap_.time.to), gap_.time.from, gap_.time.to);
  const bool below =
      !answer.several_searches && span() && span()->to < gap_.time.from - below_for_sure;
  if (answer.next && !below) {
    cover(page, {met, gap_.time.to});
    gap_.resume = answer.next->page_token;
    if (!gap_.time.empty() && met > gap_.time.from) page.gaps.push_back(gap_);
    go_on(*answer.next);
    put_off_ = at_limit();
    if (put_off_) end();
    return;
  }
  if (below || answer.reached_known) {
    cover(page, gap_.time);
  } else {
    cover(page, {met, gap_.time.to});
    give_up(page, "search_ceiling", met);
  }
  end();
}

void Fill::give_up(PreparedPage& page, std::string_view reason, UtcTime down_to) const {
  if (down_to <= gap_.time.from) return;
  Gap lost = gap_;
  lost.time.to = down_to;
  lost.state = GapState::unrecoverable;
  if (lost.cause == catching_up) lost.cause = reason;
  lost.reason = reason;
  lost.mark.clear();
  lost.resume.clear();
  page.gaps.push_back(std::move(lost));
}

void Fill::take_nothing(PreparedPage& page, Place&) {
  give_up(page, "gone", gap_.time.to);
  end();
}

}  // namespace clamor::collector
