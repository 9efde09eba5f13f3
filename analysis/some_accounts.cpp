#include "analysis/some_accounts.hpp"

#include <algorithm>

namespace clamor::analysis {

SomeAccounts::SomeAccounts(std::vector<std::uint32_t> authors) : authors_(std::move(authors)) {
  std::ranges::sort(authors_);
  const auto [first, last] = std::ranges::unique(authors_);
  authors_.erase(first, last);
  if (authors_.empty()) return;
  is_one_.resize(std::size_t{authors_.back()} + 1);
  for (const auto author : authors_) is_one_[author] = true;
}

const std::vector<SomeAccounts::Act>& SomeAccounts::acts(const Day& day) {
  const auto [place, is_new] = acts_.try_emplace(&day);
  std::vector<Act>& found = place->second;
  if (!is_new) return found;
  constexpr std::size_t steps_of_a_search = 16;
  for (std::uint32_t group = 0; group < day.groups().size(); ++group) {
    const auto all = day.accounts(group);
    const auto take = [&](const Account& account) { found.push_back({group, account.author, account.followers}); };
    if (authors_.size() > all.size() / steps_of_a_search) {
      for (const Account& account : all)
        if (among(account.author)) take(account);
      continue;
    }
    auto rest = all.begin();
    for (const auto author : authors_) {
      rest = std::ranges::lower_bound(rest, all.end(), author, {}, &Account::author);
      if (rest == all.end()) break;
      if (rest->author == author) take(*rest);
    }
  }
  return found;
}

const std::vector<std::uint32_t>& SomeAccounts::rows(const Day& day) {
  const auto [place, is_new] = rows_.try_emplace(&day);
  std::vector<std::uint32_t>& found = place->second;
  if (!is_new) return found;
  const auto authors = day.posts().author;
  for (std::uint32_t row = 0; row < authors.size(); ++row)
    if (among(authors[row])) found.push_back(row);
  return found;
}

}  // namespace clamor::analysis
