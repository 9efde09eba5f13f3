#pragma once
// All servers of one world, without sockets: what each answers at a moment, and what is true behind it.

#include <memory>
#include <string>
#include <vector>

#include "simnet/bluesky_api.hpp"
#include "simnet/guard.hpp"
#include "simnet/truth.hpp"

namespace clamor::simnet {

struct Design {
  std::uint64_t seed = 1;
  int days = 30;
  int servers = 4;  // Bluesky among them
  int posts = 0;    // about so many; 0: as many as a campaign of that length has
  UtcTime end;
  bool live = false;
  Faults faults{};
  int pace = 60;
};

class Fleet {
 public:
  // `urls` by Home; `id` is the mark of this simulated network.
  Fleet(const Design& design, std::vector<std::string> urls, std::string id);
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  // `now` of the simulated world, `wall` of those who ask: rate limits run by it.
  Response answer(Home home, const Request& request, UtcTime now, Guard::WallTime wall);

  const World& world() const { return world_; }
  const std::vector<std::string>& urls() const { return urls_; }
  const Addresses& addresses() const { return addresses_; }
  const ServerView& view(Home home) const { return addresses_.view(home); }
  Server& server(Home home) { return *servers_[static_cast<std::size_t>(home)]; }
  const BlueskyApi& bluesky() const { return *bluesky_; }
  const Truth& truth() const { return truth_; }

 private:
  World world_;
  std::vector<std::string> urls_;
  std::vector<ServerView> views_;
  Addresses addresses_;
  std::vector<std::unique_ptr<Server>> servers_;
  const BlueskyApi* bluesky_ = nullptr;
  std::vector<Guard> guards_;
  Truth truth_;
};

std::vector<std::string> server_names(const World& world);

}  // namespace clamor::simnet
