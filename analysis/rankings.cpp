#include <algorithm>
#include <tuple>

#include "analysis/measures.hpp"
#include "analysis/selection.hpp"

namespace clamor::analysis {
namespace {

// The best of those offered.
class Best {
 public:
  using Post = std::tuple<std::int64_t, UtcTime, std::int64_t>;  // engagement, time, id

  explicit Best(std::size_t at_most) : at_most_(at_most) {}

  void offer(const Post& post) {
    if (posts_.size() == at_most_) {
      if (posts_.empty() || post <= posts_.front()) return;
      std::ranges::pop_heap(posts_, std::greater{});
      posts_.pop_back();
    }
    posts_.push_back(post);
    std::ranges::push_heap(posts_, std::greater{});
  }

  std::vector<std::int64_t> ids() {
    std::ranges::sort(posts_, std::greater{});
    std::vector<std::int64_t> ids;
    for (const Post& post : posts_) ids.push_back(std::get<2>(post));
    return ids;
  }

 private:
  const std::size_t at_most_;
  std::vector<Post> posts_;  // a heap, the worst in front
};

}  // namespace

std::vector<std::int64_t> best_posts(const Snapshot& snapshot, const Filter& filter, std::size_t at_most) {
  const Selection selection{snapshot, filter};
  Best best(at_most);
  for (const DayPtr& day : days_within(snapshot, filter.window)) {
    const auto networks = selection.networks_of(*day);
    const Columns& posts = day->posts();
    const auto [first, last] = day->rows_within(filter.window);
    for (auto row = first; row < last; ++row) {
      const auto engagement = engagement_of(posts, row);
      if (engagement && networks[posts.group[row]] != Selection::left_out)
        best.offer({*engagement, day->at(row), posts.id[row]});
    }
  }
  return best.ids();
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
  std::vector<AuthorPosts> top;
  for (std::size_t author = 0; author < posts_of.size(); ++author)
    if (posts_of[author] > 0) top.push_back({static_cast<std::int64_t>(author), posts_of[author]});
  const auto middle = top.begin() + static_cast<std::ptrdiff_t>(std::min(at_most, top.size()));
  std::partial_sort(top.begin(), middle, top.end(), [](const AuthorPosts& a, const AuthorPosts& b) {
    return std::pair(-a.posts, a.author) < std::pair(-b.posts, b.author);
  });
  top.erase(middle, top.end());
  return top;
}

}  // namespace clamor::analysis
