#include "analysis/accounts.hpp"
#include "analysis/selection.hpp"
#include "analysis/sums.hpp"

namespace clamor::analysis {
namespace {

void add(std::optional<std::int64_t>& sum, std::int64_t amount) {
  sum = sum.value_or(0) + amount;
}

}  // namespace

Participation participation(const Snapshot& snapshot, const Filter& filter) {
  const Selection selection{snapshot, filter};
  const auto sums = sum_up(snapshot, selection, filter.window, {filter.window});
  const auto accounts_of = accounts(snapshot, {filter, std::nullopt});
  Participation all;
  for (const auto network : selection.networks()) {
    const Cell& sum = sums[network].front();
    all.posts += sum.posts;
    if (sum.with_boosts > 0) add(all.boosts, sum.boosts);
    if (sum.with_engagement > 0) add(all.engagement, sum.engagement);
    all.posts_without_reading += sum.posts - sum.with_engagement;
    all.authors += (*accounts_of)[network].authors;
    all.ceilings.push_back((*accounts_of)[network].ceiling);
  }
  return all;
}

std::vector<std::int64_t> newest_posts(const Snapshot& snapshot, const Filter& filter, std::size_t at_most) {
  const Selection selection{snapshot, filter};
  const auto days = days_within(snapshot, filter.window);
  std::vector<std::int64_t> ids;
  for (auto day = days.rbegin(); day != days.rend() && ids.size() < at_most; ++day) {
    const auto networks = selection.networks_of(**day);
    const Columns& posts = (*day)->posts();
    const auto [first, last] = (*day)->rows_within(filter.window);
    for (auto row = last; row > first && ids.size() < at_most; --row)
      if (networks[posts.group[row - 1]] != Selection::left_out) ids.push_back(posts.id[row - 1]);
  }
  return ids;
}

}  // namespace clamor::analysis
