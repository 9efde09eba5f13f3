#pragma once
// The hosts that are asked: one request at a time each, within a budget that survives a crash, and one in a
// quarter of an hour once a host has failed ten times. Pure: time comes in.

#include <map>
#include <string>
#include <vector>

#include "collector/asker.hpp"
#include "collector/budget.hpp"

namespace clamor::collector {

struct Host {
  Host(std::string authority, bool loopback) : name(std::move(authority)), budget(loopback) {}
  const std::string name;  // as in a URL
  Budget budget;
  bool busy = false;
  int failures = 0;                  // in a row, whoever asked
  Millis leased_until{0};            // until then a crash cannot spend twice
  std::vector<std::size_t> waiting;  // askers, until it is free

  void heard(const Effect& effect, Millis now);  // an answer, or none
  // Ten failures in a row: one probe a quarter of an hour.
  bool given_up(Millis now) const;

  storage::HostBudget balance(Millis now, UtcTime calendar);
  // What a crash shall leave behind, to be stored before anything more is asked; empty: the last one still
  // holds.
  std::optional<storage::HostBudget> lease(Millis now, UtcTime calendar);
};

class Hosts {
 public:
  explicit Hosts(std::vector<storage::HostBudget> saved);

  // The host of a server's URL; it stays where it is.
  Host& of(const std::string& server, Millis now, UtcTime calendar);

  std::vector<storage::HostBudget> leases(Millis now, UtcTime calendar);
  std::vector<storage::HostBudget> balances(Millis now, UtcTime calendar);  // at the end of a run

 private:
  std::map<std::string, storage::HostBudget> saved_;
  std::map<std::string, Host> hosts_;       // by authority
  std::map<std::string, Host*> by_server_;  // by URL
};

}  // namespace clamor::collector
