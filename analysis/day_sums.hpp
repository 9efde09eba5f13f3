#pragma once
// What the sums of a day are made of its rows by. Only for this room.

#include <vector>

#include "analysis/day.hpp"

namespace clamor::analysis {

std::int32_t narrow(std::optional<std::int64_t> count);
std::uint32_t author_of(const storage::PostRow& row);

// Which group each row belongs to, and the groups in order of (network, tags).
struct Grouping {
  explicit Grouping(std::span<const storage::PostRow> rows);
  std::vector<Group> groups;
  std::vector<std::uint32_t> of_row;
};

// Sorted by (row, link).
std::vector<Share> shares_of(std::span<const storage::PostRow> rows);
std::vector<Cell> cells_of(Interval day, std::span<const storage::PostRow> rows, const Grouping& grouping);
// Sorted by (group, author); the groups are told how many are theirs.
std::vector<Account> accounts_of(std::span<const storage::PostRow> rows, Grouping& grouping);
// Sorted by (network, tag).
std::vector<Uniques> uniques_of(const std::vector<Group>& groups, const std::vector<Account>& accounts);
// Of each group, best first; the groups are told how many are theirs.
std::vector<BestPost> best_of(Interval day, std::span<const storage::PostRow> rows, Grouping& grouping);

}  // namespace clamor::analysis
