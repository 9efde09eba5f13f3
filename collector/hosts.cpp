#include "collector/hosts.hpp"

#include "collector/net/url.hpp"

namespace clamor::collector {

Hosts::Hosts(std::vector<storage::HostBudget> saved) {
  for (storage::HostBudget& budget : saved) saved_.emplace(budget.host, std::move(budget));
}

Host& Hosts::of(const std::string& server, Millis now, UtcTime calendar) {
  if (const auto known = by_server_.find(server); known != by_server_.end()) return *known->second;
  const auto url = net::parse_url(server);
  const std::string name = url ? url->authority() : server;
  const auto [place, fresh] = hosts_.try_emplace(name, name, url && net::is_loopback(*url));
  Host& host = place->second;
  if (const auto saved = saved_.find(name); fresh && saved != saved_.end())
    host.budget.restore(saved->second, now, calendar);
  by_server_.emplace(server, &host);
  return host;
}

std::vector<storage::HostBudget> Hosts::changed(Millis now, UtcTime calendar) {
  std::vector<storage::HostBudget> budgets;
  for (auto& [name, host] : hosts_) {
    if (!host.changed) continue;
    host.changed = false;
    budgets.push_back(host.budget.save(name, now, calendar));
  }
  return budgets;
}

}  // namespace clamor::collector
