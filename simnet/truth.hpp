#pragma once
// What a perfect observer would report: the world as the servers' APIs show it, counted without asking them.

#include <string>
#include <vector>

#include "simnet/bluesky_api.hpp"
#include "simnet/mastodon_api.hpp"

namespace clamor::simnet {

struct Truth {
  const World& world;
  const std::vector<MastodonApi>& mastodons;
  const BlueskyApi& bluesky;
  std::vector<std::string> urls;  // of the Mastodon servers, then Bluesky's
  std::string id;                 // "simnet-seed42-30d"

  std::string summary(UtcTime now) const;  // one JSON object
  std::string posts_jsonl(
      UtcTime now) const;  // one JSON object a line: uri, network, author, created_at, tags, servers...
};

// "masto-1.sim", ..., "bsky.sim": what the config calls a server.
std::string source_name(const World& world, Home home);

}  // namespace clamor::simnet
