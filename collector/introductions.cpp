#include "collector/introductions.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace clamor::collector {
namespace {

constexpr std::size_t most_posts_that_wait = 2'000;
constexpr std::size_t most_strangers = 20'000;  // whom a day without answers leaves behind

// Only what counts is kept, and only of its author: not of those it names.
bool counts(const PreparedPost& post) {
  return !post.mentions.empty() || !post.vetoed.empty();
}

}  // namespace

Introductions::Introductions(Network network, int batch, std::set<AuthorKey> known,
                             std::function<void(PreparedPage)> save)
    : network_(network), save_(std::move(save)), known_(std::move(known)), batch_(batch) {}

void Introductions::add(PreparedPage page) {
  const std::lock_guard lock(mutex_);
  if (batch_ == 0) return save_(std::move(page));
  for (const PreparedPost& post : page.posts)
    if (counts(post) && post.post.author.network == network_ && !known_.contains(post.post.author) &&
        strangers_.size() < most_strangers)
      strangers_.insert(post.post.author);
  news_ = news_ || brings_strangers(page);
  posts_ += page.posts.size();
  waiting_.push_back(std::move(page));
  let_pass();
}

bool Introductions::take_news() {
  const std::lock_guard lock(mutex_);
  return std::exchange(news_, false);
}

std::vector<AuthorKey> Introductions::strangers() const {
  const std::lock_guard lock(mutex_);
  if (open_) return {};
  const auto most = std::min(strangers_.size(), static_cast<std::size_t>(batch_));
  return {strangers_.begin(), std::next(strangers_.begin(), static_cast<std::ptrdiff_t>(most))};
}

void Introductions::met(const std::vector<AuthorKey>& people) {
  const std::lock_guard lock(mutex_);
  for (const AuthorKey& one : people) {
    strangers_.erase(one);
    known_.insert(one);
  }
  let_pass();
}

bool Introductions::ask_fewer() {
  const std::lock_guard lock(mutex_);
  const bool several = batch_ > 1;
  batch_ = std::max(1, batch_ / 2);
  return several;
}

void Introductions::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  let_pass();
}

void Introductions::close() {
  const std::lock_guard lock(mutex_);
  open_ = false;
}

bool Introductions::full() const {
  const std::lock_guard lock(mutex_);
  return posts_ >= most_posts_that_wait;
}

bool Introductions::brings_strangers(const PreparedPage& page) const {
  return std::ranges::any_of(page.posts, [&](const PreparedPost& post) {
    return counts(post) && strangers_.contains(post.post.author);
  });
}

void Introductions::let_pass() {
  for (; !waiting_.empty() && (open_ || !brings_strangers(waiting_.front())); waiting_.pop_front()) {
    posts_ -= waiting_.front().posts.size();
    save_(std::move(waiting_.front()));
  }
}

}  // namespace clamor::collector
