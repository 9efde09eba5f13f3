#include "analysis/day_sums.hpp"

#include <algorithm>
#include <cassert>
#include <map>
#include <tuple>

#include "analysis/best.hpp"

namespace clamor::analysis {

using storage::PostRow;

namespace {

constexpr std::int64_t hour = 3'600'000;

// As engagement_of() says it of columns.
std::optional<std::int64_t> engagement_of(const Counts& counts) {
  std::optional<std::int64_t> sum;
  for (const auto& count : {counts.likes, counts.boosts, counts.replies, counts.quotes})
    if (count) sum = sum.value_or(0) + narrow(count);
  return sum;
}

}  // namespace

std::int32_t narrow(std::optional<std::int64_t> count) {
  if (!count) return no_count;
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>(*count, 0, std::numeric_limits<std::int32_t>::max()));
}

std::uint32_t author_of(const PostRow& row) {
  assert(row.author >= 0 && row.author <= std::numeric_limits<std::uint32_t>::max());
  return static_cast<std::uint32_t>(row.author);
}

Grouping::Grouping(std::span<const PostRow> rows) {
  std::map<std::pair<std::int32_t, std::uint64_t>, std::uint32_t> numbers;
  const auto key = [](const PostRow& row) {
    return std::pair(static_cast<std::int32_t>(row.network), row.tag_mask);
  };
  for (const PostRow& row : rows) numbers.emplace(key(row), 0);
  for (auto& [name, number] : numbers) {
    number = static_cast<std::uint32_t>(groups.size());
    groups.push_back({name.second, name.first, 0, 0, 0});
  }
  of_row.reserve(rows.size());
  for (const PostRow& row : rows) of_row.push_back(numbers.at(key(row)));
}

std::vector<Share> shares_of(std::span<const PostRow> rows) {
  std::vector<Share> all;
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (const std::int64_t link : rows[i].links)
      all.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(link)});
  return all;
}

std::vector<Cell> cells_of(Interval day, std::span<const PostRow> rows, const Grouping& grouping) {
  const auto hours = static_cast<std::size_t>((day.length().count() + hour - 1) / hour);
  std::vector<Cell> all(hours * grouping.groups.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto at_hour = static_cast<std::uint32_t>((rows[i].at - day.from).count() / hour);
    Cell& cell = all[at_hour * grouping.groups.size() + grouping.of_row[i]];
    cell.hour = at_hour;
    cell.group = grouping.of_row[i];
    ++cell.posts;
    if (const auto& boosts = rows[i].counts.boosts) {
      cell.boosts += narrow(boosts);
      ++cell.with_boosts;
    }
    if (const auto engagement = engagement_of(rows[i].counts)) {
      cell.engagement += *engagement;
      ++cell.with_engagement;
    }
  }
  std::erase_if(all, [](const Cell& cell) { return cell.posts == 0; });
  return all;
}

std::vector<Account> accounts_of(std::span<const PostRow> rows, Grouping& grouping) {
  struct Act {
    std::uint32_t group, author;
    std::int32_t followers;
  };
  std::vector<Act> acts;
  acts.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (author_of(rows[i]) != nobody)
      acts.push_back({grouping.of_row[i], author_of(rows[i]), narrow(rows[i].followers)});
  std::ranges::sort(acts, {}, [](const Act& act) { return std::tuple(act.group, act.author); });
  std::vector<Account> accounts;
  for (std::size_t i = 0; i < acts.size(); ++i) {
    const bool same = i > 0 && acts[i - 1].group == acts[i].group && acts[i - 1].author == acts[i].author;
    if (!same) {
      accounts.push_back({acts[i].author, 0, no_count});
      ++grouping.groups[acts[i].group].accounts;
    }
    ++accounts.back().posts;
    accounts.back().followers = std::max(accounts.back().followers, acts[i].followers);
  }
  return accounts;
}

namespace {

// `accounts`: of each group, sorted by author.
Uniques uniques_among(std::int32_t network, std::int32_t tag, std::span<const std::span<const Account>> accounts) {
  std::vector<Account> all;
  for (const auto& of_group : accounts) {
    const auto middle = std::ssize(all);
    all.insert(all.end(), of_group.begin(), of_group.end());
    std::ranges::inplace_merge(all, all.begin() + middle, {}, &Account::author);
  }
  Uniques sum{network, tag, 0, 0, 0};
  for (std::size_t i = 0; i < all.size(); ++sum.accounts) {
    std::int32_t largest = no_count;
    for (const auto author = all[i].author; i < all.size() && all[i].author == author; ++i)
      largest = std::max(largest, all[i].followers);
    if (largest == no_count) continue;
    ++sum.with_reading;
    sum.followers += largest;
  }
  return sum;
}

}  // namespace

std::vector<Uniques> uniques_of(const std::vector<Group>& groups, const std::vector<Account>& accounts) {
  // Any tag comes before each.
  std::map<std::pair<std::int32_t, std::int32_t>, std::vector<std::span<const Account>>> having;
  std::span<const Account> rest = accounts;
  for (const Group& group : groups) {
    const auto own = rest.first(group.accounts);
    rest = rest.subspan(group.accounts);
    if (own.empty()) continue;
    having[{group.network, Uniques::any_tag}].push_back(own);
    for (std::int32_t tag = 0; tag < 64; ++tag)
      if ((group.tags >> tag & 1) != 0) having[{group.network, tag}].push_back(own);
  }
  std::vector<Uniques> all;
  for (const auto& [key, of_groups] : having) all.push_back(uniques_among(key.first, key.second, of_groups));
  return all;
}

std::vector<BestPost> best_of(Interval day, std::span<const PostRow> rows, Grouping& grouping) {
  std::vector<Best<std::pair<std::int64_t, std::uint32_t>>> best;
  for (std::size_t group = 0; group < grouping.groups.size(); ++group) best.emplace_back(Day::most_best);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (const auto engagement = engagement_of(rows[i].counts))
      best[grouping.of_row[i]].offer({*engagement, static_cast<std::uint32_t>(i)});
  std::vector<BestPost> all;
  for (std::size_t group = 0; group < best.size(); ++group) {
    const auto of_group = best[group].best_first();
    grouping.groups[group].best = static_cast<std::uint32_t>(of_group.size());
    for (const auto& [engagement, row] : of_group)
      all.push_back({engagement, row, static_cast<std::uint32_t>((rows[row].at - day.from).count())});
  }
  return all;
}

}  // namespace clamor::analysis
