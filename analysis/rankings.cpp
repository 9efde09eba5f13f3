#include <algorithm>
#include <tuple>

#include "analysis/measures.hpp"
#include "analysis/selection.hpp"

namespace clamor::analysis {
namespace {

// The best of those offered, by their order.
template <class Item>
class Best {
 public:
  explicit Best(std::size_t at_most) : at_most_(at_most) {}

  void offer(const Item& item) {
    if (items_.size() == at_most_) {
      if (items_.empty() || item <= items_.front()) return;
      std::ranges::pop_heap(items_, std::greater{});
      items_.pop_back();
    }
    items_.push_back(item);
    std::ranges::push_heap(items_, std::greater{});
  }
  // Empty: any item would be taken.
  const Item* worst() const { return !items_.empty() && items_.size() == at_most_ ? &items_.front() : nullptr; }

  std::vector<Item> best_first() {
    std::ranges::sort(items_, std::greater{});
    return std::move(items_);
  }

 private:
  const std::size_t at_most_;
  std::vector<Item> items_;  // a heap, the worst in front
};

}  // namespace

std::vector<std::int64_t> best_posts(const Snapshot& snapshot, const Filter& filter, std::size_t at_most) {
  using Post = std::tuple<std::int64_t, UtcTime, std::int64_t>;  // engagement, time, id
  const Selection selection{snapshot, filter};
  Best<Post> best(at_most);
  for (const DayPtr& day : days_within(snapshot, filter.window)) {
    const auto networks = selection.networks_of(*day);
    const Columns& posts = day->posts();
    const auto [first, last] = day->rows_within(filter.window);
    for (auto row = first; row < last; ++row) {
      const auto engagement = engagement_of(posts, row);
      // Of most posts this is all that is looked at.
      if (!engagement || (best.worst() && *engagement < std::get<0>(*best.worst()))) continue;
      if (networks[posts.group[row]] != Selection::left_out) best.offer({*engagement, day->at(row), posts.id[row]});
    }
  }
  std::vector<std::int64_t> ids;
  for (const Post& post : best.best_first()) ids.push_back(std::get<2>(post));
  return ids;
}

std::vector<AuthorPosts> top_authors(const Snapshot& snapshot, const Filter& filter, std::size_t at_most) {
  const Selection selection{snapshot, filter};
  std::vector<std::uint32_t> posts_of(std::size_t{snapshot.largest_author()} + 1);
  for (const DayPtr& day : days_within(snapshot, filter.window)) {
    const auto networks = selection.networks_of(*day);
    const auto [first, last] = day->rows_within(filter.window);
    const Columns& posts = day->posts();
    if (first == 0 && last == posts.size()) {
      for (std::size_t group = 0; group < networks.size(); ++group)
        if (networks[group] != Selection::left_out)
          for (const Account& account : day->accounts(group)) posts_of[account.author] += account.posts;
    } else {
      for (auto row = first; row < last; ++row)
        if (networks[posts.group[row]] != Selection::left_out) ++posts_of[posts.author[row]];
    }
  }
  posts_of[nobody] = 0;
  Best<std::pair<std::uint32_t, std::int64_t>> best(at_most);  // posts, and the smaller number first
  for (std::size_t author = 0; author < posts_of.size(); ++author)
    if (posts_of[author] > 0) best.offer({posts_of[author], -static_cast<std::int64_t>(author)});
  std::vector<AuthorPosts> top;
  for (const auto& [posts, author] : best.best_first()) top.push_back({-author, posts});
  return top;
}

}  // namespace clamor::analysis
