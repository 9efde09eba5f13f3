#include <algorithm>
#include <tuple>

#include "analysis/best.hpp"
#include "analysis/measures.hpp"
#include "analysis/selection.hpp"

namespace clamor::analysis {

namespace {

// Time decides between equals, and within a moment the row: rows of two days never share one.
using Ranked = std::tuple<std::int64_t, UtcTime, std::size_t, const Day*>;  // engagement first

void offer_kept(const Day& day, const std::vector<std::size_t>& networks, Best<Ranked>& best) {
  for (std::size_t group = 0; group < networks.size(); ++group) {
    if (networks[group] == Selection::left_out) continue;
    for (const BestPost& post : day.best(group)) {
      if (best.worst() && post.engagement < std::get<0>(*best.worst())) break;
      best.offer({post.engagement, day.time().from + Millis{post.at}, post.row, &day});
    }
  }
}

void offer_rows(const Day& day, const std::vector<std::size_t>& networks, std::size_t first, std::size_t last,
                Best<Ranked>& best) {
  const Columns& posts = day.posts();
  for (auto row = first; row < last; ++row) {
    const auto engagement = engagement_of(posts, row);
    // Of most posts this is all that is looked at.
    if (!engagement || (best.worst() && *engagement < std::get<0>(*best.worst()))) continue;
    if (networks[posts.group[row]] != Selection::left_out) best.offer({*engagement, day.at(row), row, &day});
  }
}

}  // namespace

std::vector<std::int64_t> best_posts(const Snapshot& snapshot, const Filter& filter, std::size_t at_most) {
  const Selection selection{snapshot, filter};
  Best<Ranked> best(at_most);
  for (const DayPtr& day : days_within(snapshot, filter.window)) {
    const auto networks = selection.networks_of(*day);
    const auto [first, last] = day->rows_within(filter.window);
    if (first == 0 && last == day->posts().size() && at_most <= Day::most_best)
      offer_kept(*day, networks, best);
    else
      offer_rows(*day, networks, first, last, best);
  }
  std::vector<std::int64_t> ids;
  for (const auto& [engagement, at, row, day] : best.best_first()) ids.push_back(day->posts().id[row]);
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
