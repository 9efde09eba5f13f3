#pragma once
// A snapshot made by hand: thirty days of a simulated campaign, the same on every machine. The clock stands
// at 23 November 2026, 13:20 in Mexico City.

#include <functional>
#include <memory>

#include "analysis/snapshot.hpp"
#include "config/config.hpp"
#include "dashboard/dashboard.hpp"

namespace clamor::dashboard {

struct Simulation {
  bool posts = true;
  bool posts_today = true;
  bool asked = true;      // the sources have been asked
  bool reachable = true;  // and have answered
  int days = 60;          // of posts and coverage, before the clock
  bool links = false;     // posts lead somewhere; link 2 is the campaign's own
};

analysis::SnapshotPtr simulated_snapshot(const Simulation& simulation = {});
std::vector<storage::PostDetail> simulated_details(const analysis::Snapshot& snapshot,
                                                   const std::vector<std::int64_t>& ids);
std::vector<LinkText> simulated_links(const std::vector<std::int64_t>& ids);
config::Config simulated_config();
UtcTime simulated_now();

}  // namespace clamor::dashboard
