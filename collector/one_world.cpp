#include "collector/one_world.hpp"

#include "storage/store.hpp"

namespace clamor::collector {

OneWorld::OneWorld(std::string configured, std::string mark, std::function<void(const std::string&)> set_mark)
    : configured_(std::move(configured)), mark_(std::move(mark)), set_mark_(std::move(set_mark)) {}

std::string OneWorld::why_not(const net::HttpResponse& response) {
  const std::string id(response.header("x-clamor-simulated"));
  if (id == mark_ && (id.empty() || id == configured_)) {
    if (id.empty() && !configured_.empty())
      return "the configuration is for a simulated network and this server is none";
    real_seen_ = real_seen_ || id.empty();
    return {};
  }
  if (id.empty()) return "this server is not part of the simulated network that the database holds";
  if (!mark_.empty() || (!configured_.empty() && id != configured_))
    return "this server belongs to another simulated network";
  if (real_seen_) return "this server is simulated, and real answers were already taken";
  try {
    set_mark_(id);
  } catch (const storage::StorageError& error) {
    if (error.kind() != storage::StorageError::Kind::refused) throw;
    return "this server is simulated, and the database holds real posts";
  }
  mark_ = id;
  return {};
}

}  // namespace clamor::collector
