#pragma once
// A filter made ready to be asked of every group. Only for this room.

#include <vector>

#include "analysis/snapshot.hpp"

namespace clamor::analysis {

class Selection {
 public:
  static constexpr std::size_t left_out = static_cast<std::size_t>(-1);

  Selection(const Snapshot& snapshot, const Filter& filter);

  // Has any of the filter's tags, so a post with two of them is still one post.
  bool takes(const Group& group) const { return network_of(group) != left_out; }
  // Index of a taken group's network; left_out: the group is not taken.
  std::size_t network_of(const Group& group) const;
  std::vector<std::size_t> networks_of(const Day& day) const;  // network_of each of its groups

  const std::vector<std::size_t>& networks() const { return networks_; }  // chosen, in stack order
  bool takes_tag(std::size_t tag) const { return (tags_ >> tag & 1) != 0; }
  bool takes_network(std::size_t network) const { return takes_network_[network]; }
  std::uint64_t tags() const { return tags_; }

 private:
  const Snapshot& snapshot_;
  std::uint64_t tags_ = 0;
  std::vector<bool> takes_network_;
  std::vector<std::size_t> networks_;
};

}  // namespace clamor::analysis
