#include "analysis/selection.hpp"

#include <algorithm>

namespace clamor::analysis {

Selection::Selection(const Snapshot& snapshot, const Filter& filter)
    : posts_(snapshot.posts()), takes_network_(snapshot.networks().size(), filter.networks.empty()) {
  for (const auto tag : filter.tags) tags_ |= std::uint64_t{1} << tag;
  if (filter.tags.empty()) tags_ = ~std::uint64_t{0};
  for (const auto network : filter.networks) takes_network_[network] = true;
  for (std::size_t network = 0; network < takes_network_.size(); ++network)
    if (takes_network_[network]) networks_.push_back(network);
  std::tie(first_, last_) = rows_within(snapshot, filter.window);
}

std::optional<std::int64_t> engagement_of(const Columns& posts, std::size_t row) {
  std::optional<std::int64_t> sum;
  for (const auto count : {posts.likes[row], posts.boosts[row], posts.replies[row], posts.quotes[row]})
    if (count != no_count) sum = sum.value_or(0) + count;
  return sum;
}

AuthorMarks::AuthorMarks(const Columns& posts) {
  const auto largest = std::max_element(posts.author.begin(), posts.author.end());
  const std::size_t authors = largest == posts.author.end() ? 0 : std::size_t{*largest} + 1;
  round_.assign(authors, 0);
  largest_.assign(authors, -1);
}

}  // namespace clamor::analysis
