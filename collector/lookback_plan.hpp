#pragma once
// When the recent past of a (source, tag) is read again: a post can reach a server hours after it was
// written, and then lies below what was read already. Often a little, rarely more. Pure.

#include <map>
#include <optional>
#include <vector>

#include "core/page.hpp"

namespace clamor::collector {

class LookbackPlan {
 public:
  // `done`: as the store knows it. A loopback host is asked more often.
  LookbackPlan(const std::vector<Lookback>& done, bool loopback);

  // `depth` back from `at` is read, again or for the first time: whatever is less deep is too.
  void read(std::chrono::hours depth, UtcTime at);
  static constexpr std::chrono::hours all{24 * 365 * 100};

  std::optional<std::chrono::hours> due(UtcTime now) const;  // the deepest of those that are due
  UtcTime next() const;  // when one is; in the past where none was ever read

 private:
  struct Step {
    std::chrono::hours depth;
    Millis every;
    UtcTime due{};
  };
  std::vector<Step> steps_;  // the deepest last
};

}  // namespace clamor::collector
