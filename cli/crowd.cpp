#include "cli/crowd.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace clamor::cli {
namespace {

std::string word(const exchange::Cell& cell) {
  struct Visitor {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(UtcTime time) const { return std::to_string(time.time_since_epoch().count()); }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return std::to_string(value); }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
  };
  return std::to_string(cell.index()) + std::visit(Visitor{}, cell);
}

}  // namespace

void Crowd::add(const AuthorKey& account, std::span<const exchange::Cell> cells) {
  const auto number = [&](std::string text) {
    return words_.try_emplace(std::move(text), static_cast<std::uint32_t>(words_.size())).first->second;
  };
  account_.push_back(number("@" + std::to_string(static_cast<int>(account.network)) + ":" + account.id));
  for (const exchange::Cell& cell : cells) value_.push_back(number(word(cell)));
}

void Crowd::settle() {
  told_.assign(account_.size(), 0);
  Rows all(account_.size());
  std::iota(all.begin(), all.end(), 0);
  tell(all, 0);
}

std::int64_t Crowd::accounts_of(const Rows& rows) const {
  std::set<std::uint32_t> accounts;
  for (const std::uint32_t row : rows) {
    accounts.insert(account_[row]);
    if (static_cast<std::int64_t>(accounts.size()) >= 2 * smallest_) break;  // more is as good
  }
  return static_cast<std::int64_t>(accounts.size());
}

std::vector<Crowd::Rows> Crowd::alike(const Rows& rows, std::size_t cell) const {
  std::map<std::uint32_t, Rows> groups;
  for (const std::uint32_t row : rows) groups[value_[row * cells_ + cell]].push_back(row);
  std::vector<Rows> all;
  for (auto& [value, group] : groups) all.push_back(std::move(group));
  return all;
}

// The few that must stay untold get company: of the largest group as many accounts as are missing, or the
// whole group where that would leave too few in it.
void Crowd::hide_more(Rows& hidden, std::vector<Rows>& groups) const {
  const auto largest = std::ranges::max_element(groups, {}, &Rows::size);
  std::set<std::uint32_t> accounts;
  for (const std::uint32_t row : hidden) accounts.insert(account_[row]);
  if (accounts_of(*largest) < 2 * smallest_ - 1) {
    hidden.insert(hidden.end(), largest->begin(), largest->end());
    groups.erase(largest);
    return;
  }
  std::set<std::uint32_t> chosen;
  for (const std::uint32_t row : *largest)
    if (static_cast<std::int64_t>(accounts.size()) < smallest_ && accounts.insert(account_[row]).second)
      chosen.insert(account_[row]);
  const auto stay =
      std::ranges::partition(*largest, [&](std::uint32_t row) { return !chosen.contains(account_[row]); });
  hidden.insert(hidden.end(), stay.begin(), stay.end());
  largest->erase(stay.begin(), stay.end());
}

void Crowd::tell(const Rows& rows, std::size_t cell) {
  for (const std::uint32_t row : rows) told_[row] = static_cast<std::uint8_t>(cell);
  if (cell == cells_ || rows.empty()) return;
  Rows hidden;
  std::vector<Rows> groups = alike(rows, cell);
  std::erase_if(groups, [&](const Rows& group) {
    const bool few = accounts_of(group) < smallest_;
    if (few) hidden.insert(hidden.end(), group.begin(), group.end());
    return few;
  });
  while (!hidden.empty() && !groups.empty() && accounts_of(hidden) < smallest_) hide_more(hidden, groups);
  for (const Rows& group : groups) tell(group, cell + 1);
}

}  // namespace clamor::cli
