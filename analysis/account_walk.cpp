#include "analysis/account_walk.hpp"

#include "analysis/selection.hpp"

namespace clamor::analysis {
namespace {

// How far a reading lifts the largest one so far; a first one lifts it from zero.
std::int64_t lift(std::int32_t& largest, std::int32_t reading) {
  if (reading <= largest) return 0;
  const std::int64_t lifted = std::int64_t{reading} - std::max(largest, 0);
  largest = reading;
  return lifted;
}

}  // namespace

std::mutex Marks::mutex_;
std::vector<std::unique_ptr<Marks::Array>> Marks::spare_;

AccountWalk::AccountWalk(const Snapshot& snapshot, Interval window, std::vector<Interval> buckets)
    : window_(window),
      buckets_(std::move(buckets)),
      figures_(snapshot.networks().size()),
      marks_(snapshot.largest_author(), buckets_.size() + 1),
      window_round_(marks_.first_round()) {
  for (std::size_t network = 0; network < figures_.size(); ++network) {
    figures_[network].ceiling.network = network;
    figures_[network].buckets.resize(buckets_.size());
  }
}

void AccountWalk::day(const Day& day, const std::vector<std::size_t>& networks, SomeAccounts* some) {
  const auto posts = day.posts_time();
  if (posts.from >= window_.from && posts.to <= window_.to && posts.to <= bucket_end(posts.from)) {
    if (!some) return whole(day, networks);
    for (const auto& [group, author, followers] : some->acts(day))
      if (networks[group] != Selection::left_out) act(networks[group], author, followers);
    return;
  }
  const auto [first, last] = day.rows_within(window_);
  if (!some) {
    for (auto each = first; each < last; ++each) row(day, networks, each);
    return;
  }
  for (const auto each : some->rows(day))
    if (each >= first && each < last) row(day, networks, each);
}

void AccountWalk::whole(const Day& day, const std::vector<std::size_t>& networks) {
  for (std::size_t group = 0; group < networks.size(); ++group)
    if (networks[group] != Selection::left_out) accounts(networks[group], day.accounts(group));
}

// Their marks lie far apart, so each is asked of memory a little before its turn.
void AccountWalk::accounts(std::size_t network, std::span<const Account> all) {
  constexpr std::size_t ahead = 16;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i + ahead < all.size()) marks_.soon(all[i + ahead].author);
    act(network, all[i].author, all[i].followers);
  }
}

void AccountWalk::row(const Day& day, const std::vector<std::size_t>& networks, std::size_t row) {
  const Columns& columns = day.posts();
  const auto network = networks[columns.group[row]];
  if (network == Selection::left_out || columns.author[row] == nobody) return;
  bucket_end(day.at(row));
  act(network, columns.author[row], columns.followers[row]);
}

// Goes on to the bucket that holds `time`.
UtcTime AccountWalk::bucket_end(UtcTime time) {
  if (buckets_.empty()) return window_.to;
  while (bucket_ + 1 < buckets_.size() && time >= buckets_[bucket_].to) ++bucket_;  // behind the last: of a lost file
  return buckets_[bucket_].to;
}

void AccountWalk::act(std::size_t network, std::uint32_t author, std::int32_t followers) {
  auto& figures = figures_[network];
  auto& mark = marks_.of(author);
  const bool first = mark.in_window != window_round_;
  if (first) {
    mark.in_window = window_round_;
    mark.largest = no_count;
    ++figures.authors;
    ++figures.ceiling.accounts_unread;
  }
  std::int64_t lifted = 0;
  if (followers != no_count) {
    if (mark.largest == no_count) {
      --figures.ceiling.accounts_unread;
      ++figures.ceiling.accounts;
    }
    lifted = lift(mark.largest, followers);
    figures.ceiling.followers = figures.ceiling.followers.value_or(0) + lifted;
  }
  if (buckets_.empty()) return;
  auto& bucket = figures.buckets[bucket_];
  const auto round = window_round_ + 1 + static_cast<std::uint32_t>(bucket_);
  if (mark.in_bucket != round) {
    mark.in_bucket = round;
    mark.largest_in_bucket = no_count;
    ++bucket.authors;
  }
  bucket.new_authors += first ? 1 : 0;
  bucket.lift += lifted;
  if (followers == no_count) return;
  bucket.with_reading += mark.largest_in_bucket == no_count ? 1 : 0;
  bucket.ceiling += lift(mark.largest_in_bucket, followers);
}

}  // namespace clamor::analysis
