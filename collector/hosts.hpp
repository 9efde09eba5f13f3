#pragma once
// The hosts that are asked: one request at a time each, within a budget. Pure: time comes in.

#include <map>
#include <string>
#include <vector>

#include "collector/asker.hpp"
#include "collector/budget.hpp"

namespace clamor::collector {

struct Host {
  explicit Host(std::string authority, bool loopback) : name(std::move(authority)), budget(loopback) {}
  const std::string name;  // as in a URL
  Budget budget;
  bool busy = false;
  bool changed = false;              // since the budget was kept
  std::vector<std::size_t> waiting;  // askers, until it is free
};

class Hosts {
 public:
  explicit Hosts(std::vector<storage::HostBudget> saved);

  // The host of a server's URL; it stays where it is.
  Host& of(const std::string& server, Millis now, UtcTime calendar);
  // What changed since the last call.
  std::vector<storage::HostBudget> changed(Millis now, UtcTime calendar);

 private:
  std::map<std::string, storage::HostBudget> saved_;
  std::map<std::string, Host> hosts_;       // by authority
  std::map<std::string, Host*> by_server_;  // by URL
};

}  // namespace clamor::collector
