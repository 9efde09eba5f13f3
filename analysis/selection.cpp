#include "analysis/selection.hpp"

#include <algorithm>

namespace clamor::analysis {

Selection::Selection(const Snapshot& snapshot, const Filter& filter)
    : snapshot_(snapshot), takes_network_(snapshot.networks().size(), filter.networks.empty()) {
  for (const auto tag : filter.tags) tags_ |= std::uint64_t{1} << tag;
  if (filter.tags.empty()) tags_ = ~std::uint64_t{0};
  for (const auto network : filter.networks) takes_network_[network] = true;
  for (std::size_t network = 0; network < takes_network_.size(); ++network)
    if (takes_network_[network]) networks_.push_back(network);
}

std::size_t Selection::network_of(const Group& group) const {
  if ((group.tags & tags_) == 0) return left_out;
  const auto& networks = snapshot_.networks();
  const auto found = std::ranges::find(networks, static_cast<Network>(group.network));
  const auto index = static_cast<std::size_t>(found - networks.begin());
  return takes_network_[index] ? index : left_out;
}

std::vector<std::size_t> Selection::networks_of(const Day& day) const {
  std::vector<std::size_t> networks;
  for (const Group& group : day.groups()) networks.push_back(network_of(group));
  return networks;
}

}  // namespace clamor::analysis
