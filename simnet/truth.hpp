#pragma once
// What a perfect observer would report: the world as the servers' APIs show it, counted without asking them.

#include <memory>
#include <string>
#include <vector>

#include "simnet/bluesky_api.hpp"
#include "simnet/guard.hpp"
#include "simnet/server.hpp"

namespace clamor::simnet {

// The observer reads every server at each moment of `reads` (in order, the world's end when there is none)
// and now, and asks the home of every post for its counts. Keys are those of `status --json`; of a post they
// saw that is gone one mention stays, counted as `deleted`, and one that lost its tags is `edited_away`.
struct Truth {
  const World& world;
  const Addresses& addresses;
  const std::vector<std::unique_ptr<Server>>& servers;
  const std::vector<Guard>& guards;
  const BlueskyApi* const& bluesky;
  std::string id;  // "simnet-seed42-30d"

  std::string summary(UtcTime now, std::vector<UtcTime> reads = {}) const;  // one JSON object
  // One JSON object a line: uri, network, author, created_at, tags, servers... of what can be read now.
  std::string posts_jsonl(UtcTime now) const;
};

}  // namespace clamor::simnet
