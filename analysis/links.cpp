#include <algorithm>

#include "analysis/best.hpp"
#include "analysis/kept_links.hpp"
#include "analysis/selection.hpp"

namespace clamor::analysis {
namespace {

constexpr std::size_t most_links = 50;  // not more than a mark of an account has bits

// Each share of a filter, day by day. False: stopped.
template <class Take>
bool each_share(const Snapshot& snapshot, const Filter& filter, const std::stop_token& stop, const Take& take) {
  const Selection selection{snapshot, filter};
  for (const DayPtr& day : days_within(snapshot, filter.window)) {
    if (stop.stop_requested()) return false;
    const auto networks = selection.networks_of(*day);
    const auto [first, last] = day->rows_within(filter.window);
    const auto shares = day->shares();
    const auto group = day->posts().group, author = day->posts().author;
    for (auto share = std::ranges::lower_bound(shares, first, {}, &Share::row);
         share != shares.end() && share->row < last; ++share)
      if (networks[group[share->row]] != Selection::left_out) take(share->link, author[share->row]);
  }
  return true;
}

// Those with most posts, best first, without accounts.
std::vector<LinkShares> most_shared(const std::vector<std::uint32_t>& posts_of) {
  Best<std::pair<std::int64_t, std::int64_t>> best(most_links);  // posts, and the smaller number first
  for (std::size_t link = 0; link < posts_of.size(); ++link)
    if (posts_of[link] > 0) best.offer({posts_of[link], -static_cast<std::int64_t>(link)});
  std::vector<LinkShares> top;
  for (const auto& [posts, link] : best.best_first()) top.push_back({-link, posts, 0});
  return top;
}

}  // namespace

TopLinks top_links(const Snapshot& snapshot, const Filter& filter, const std::stop_token& stop) {
  if (auto kept = snapshot.kept_links().find(filter)) return kept;
  std::vector<std::uint32_t> posts_of(std::size_t{snapshot.largest_link()} + 1);
  if (!each_share(snapshot, filter, stop, [&](std::uint32_t link, std::uint32_t) { ++posts_of[link]; })) return nullptr;
  auto top = most_shared(posts_of);

  // Each account has one bit for each link of the list.
  std::vector<std::uint8_t> place_of(posts_of.size(), most_links);
  for (std::size_t place = 0; place < top.size(); ++place)
    place_of[static_cast<std::size_t>(top[place].link)] = static_cast<std::uint8_t>(place);
  std::vector<std::uint64_t> led_to(std::size_t{snapshot.largest_author()} + 1);
  const bool whole = each_share(snapshot, filter, stop, [&](std::uint32_t link, std::uint32_t author) {
    const auto place = place_of[link];
    if (place == most_links || author == nobody) return;
    const auto bit = std::uint64_t{1} << place;
    if ((led_to[author] & bit) == 0) ++top[place].accounts;
    led_to[author] |= bit;
  });
  if (!whole) return nullptr;
  auto links = std::make_shared<const std::vector<LinkShares>>(std::move(top));
  snapshot.kept_links().keep(filter, links);
  return links;
}

bool top_links_at_hand(const Snapshot& snapshot, const Filter& filter) {
  constexpr std::size_t walked_within_a_frame = 200'000;  // twice, 10 ns each
  if (snapshot.kept_links().find(filter)) return true;
  std::size_t shares = 0;
  for (const DayPtr& day : days_within(snapshot, filter.window)) shares += day->shares().size();
  return shares <= walked_within_a_frame;
}

}  // namespace clamor::analysis
