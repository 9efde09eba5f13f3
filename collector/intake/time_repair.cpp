#include "collector/intake/prepare.hpp"

namespace clamor::intake {
namespace {

// Clocks of servers and ours differ by a little; a post written "in the next minutes" is not a lie.
constexpr Millis clock_skew = std::chrono::minutes{5};

TimeRepair fault_of(const std::optional<UtcTime>& claim, Network network, UtcTime first_seen) {
  if (!claim) return TimeRepair::claim_missing;
  if (*claim > first_seen + clock_skew) return TimeRepair::claim_in_future;
  if (*claim < network_epoch(network)) return TimeRepair::claim_before_network;
  return TimeRepair::none;
}

}  // namespace

Repaired repair_time(const Post& post, UtcTime first_seen) {
  const bool server_saw = fault_of(post.indexed_at, post.key.network, first_seen) == TimeRepair::none;
  const UtcTime seen = server_saw ? *post.indexed_at : first_seen;
  const auto fault = fault_of(post.created_at, post.key.network, seen);
  return {fault == TimeRepair::none ? *post.created_at : seen, fault};
}

}  // namespace clamor::intake
