#pragma once
// Some accounts among millions, and what days hold of them: looked for in each day once. Only for this room.

#include <unordered_map>
#include <vector>

#include "analysis/day.hpp"

namespace clamor::analysis {

class SomeAccounts {
 public:
  explicit SomeAccounts(std::vector<std::uint32_t> authors);  // in any order, also repeated

  struct Act {
    std::uint32_t group, author;
    std::int32_t followers;
  };
  // What the day's accounts say of them. References stay valid.
  const std::vector<Act>& acts(const Day& day);
  const std::vector<std::uint32_t>& rows(const Day& day);

 private:
  bool among(std::uint32_t author) const { return author < is_one_.size() && is_one_[author]; }

  std::vector<std::uint32_t> authors_;  // sorted
  std::vector<bool> is_one_;
  std::unordered_map<const Day*, std::vector<Act>> acts_;
  std::unordered_map<const Day*, std::vector<std::uint32_t>> rows_;
};

}  // namespace clamor::analysis
