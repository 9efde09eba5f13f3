#pragma once
// Lists of links found out before, kept with their snapshot. Only for this room.

#include <mutex>
#include <utility>
#include <vector>

#include "analysis/measures.hpp"

namespace clamor::analysis {

class KeptLinks {
 public:
  TopLinks find(const Filter& filter) const {
    const std::lock_guard lock(mutex_);
    for (const auto& [kept, links] : lists_)
      if (kept == filter) return links;
    return nullptr;
  }
  void keep(const Filter& filter, TopLinks links) {
    const std::lock_guard lock(mutex_);
    if (lists_.size() >= most_kept) lists_.clear();
    lists_.emplace_back(filter, std::move(links));
  }

 private:
  static constexpr std::size_t most_kept = 64;
  mutable std::mutex mutex_;
  std::vector<std::pair<Filter, TopLinks>> lists_;
};

}  // namespace clamor::analysis
