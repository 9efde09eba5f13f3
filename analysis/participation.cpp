#include "analysis/measures.hpp"
#include "analysis/selection.hpp"

namespace clamor::analysis {
namespace {

void add(std::optional<std::int64_t>& sum, std::int64_t amount) {
  sum = sum.value_or(0) + amount;
}

}  // namespace

Participation participation(const Snapshot& snapshot, const Filter& filter) {
  const Selection selection{snapshot, filter};
  const auto& posts = snapshot.posts();
  AuthorMarks marks{posts};
  std::vector<Ceiling> ceilings(snapshot.networks().size());
  Participation sum;
  for (auto row = selection.first_row(); row < selection.last_row(); ++row) {
    if (!selection.takes(row)) continue;
    ++sum.posts;
    const auto engagement = engagement_of(posts, row);
    if (engagement) add(sum.engagement, *engagement);
    if (posts.boosts[row] != no_count) add(sum.boosts, posts.boosts[row]);
    if (!engagement) ++sum.posts_without_reading;

    const auto author = posts.author[row];
    auto& ceiling = ceilings[posts.network[row]];
    if (marks.first_in(0, author)) {
      ++sum.authors;
      ++ceiling.accounts_unread;
    }
    if (posts.followers[row] < 0) continue;
    if (!marks.has_reading(author)) {
      --ceiling.accounts_unread;
      ++ceiling.accounts;
    }
    add(ceiling.followers, marks.lift(author, posts.followers[row]));
  }
  for (const auto network : selection.networks()) {
    ceilings[network].network = network;
    sum.ceilings.push_back(ceilings[network]);
  }
  return sum;
}

std::vector<std::int64_t> newest_posts(const Snapshot& snapshot, const Filter& filter, std::size_t at_most) {
  const Selection selection{snapshot, filter};
  std::vector<std::int64_t> ids;
  for (auto row = selection.last_row(); row > selection.first_row() && ids.size() < at_most; --row)
    if (selection.takes(row - 1)) ids.push_back(snapshot.posts().id[row - 1]);
  return ids;
}

}  // namespace clamor::analysis
