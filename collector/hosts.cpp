#include "collector/hosts.hpp"

#include <chrono>
#include <utility>

#include "collector/net/url.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

constexpr int circuit_opens_after = 10;
constexpr Millis between_probes = 15min;
constexpr Millis lease_span = 15s;
constexpr Millis lease_left = 5s;  // it is renewed in time

}  // namespace

void Host::heard(const Effect& effect, Millis now) {
  failures = effect.trouble ? failures + 1 : 0;
  if (effect.throttled)
    budget.throttled(effect.wait, now);
  else if (effect.wait > 0ms)
    budget.hold(effect.wait, now);
  if (failures >= circuit_opens_after) budget.hold(between_probes, now);
}

bool Host::given_up(Millis now) const {
  return failures >= circuit_opens_after && budget.held_for(now) > 0ms;
}

storage::HostBudget Host::balance(Millis now, UtcTime calendar) {
  storage::HostBudget saved = budget.save(name, now, calendar);
  saved.failures = failures;
  return saved;
}

std::optional<storage::HostBudget> Host::lease(Millis now, UtcTime calendar) {
  if (leased_until - now >= lease_left) return std::nullopt;
  leased_until = now + lease_span;
  storage::HostBudget saved = balance(now, calendar);
  saved.tokens = saved.paging_tokens = 0;
  saved.updated_at = calendar + lease_span;
  return saved;
}

Hosts::Hosts(std::vector<storage::HostBudget> saved) {
  for (storage::HostBudget& budget : saved) saved_.emplace(budget.host, std::move(budget));
}

Host& Hosts::of(const std::string& server, Millis now, UtcTime calendar) {
  if (const auto known = by_server_.find(server); known != by_server_.end()) return *known->second;
  const auto url = net::parse_url(server);
  const std::string name = url ? url->authority() : server;
  const auto [place, fresh] = hosts_.try_emplace(name, name, url && net::is_loopback(*url));
  Host& host = place->second;
  if (const auto saved = saved_.find(name); fresh && saved != saved_.end()) {
    host.budget.restore(saved->second, now, calendar);
    host.failures = saved->second.failures;
  }
  by_server_.emplace(server, &host);
  return host;
}

std::vector<storage::HostBudget> Hosts::leases(Millis now, UtcTime calendar) {
  std::vector<storage::HostBudget> all;
  for (auto& [name, host] : hosts_)
    if (auto lease = host.lease(now, calendar)) all.push_back(std::move(*lease));
  return all;
}

std::vector<storage::HostBudget> Hosts::balances(Millis now, UtcTime calendar) {
  std::vector<storage::HostBudget> all;
  for (auto& [name, host] : hosts_) all.push_back(host.balance(now, calendar));
  return all;
}

}  // namespace clamor::collector
