#pragma once
// From one thread to another, never more than a few at once.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace clamor {

template <class Item>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t room) : room_(room) {}

  // Waits for room. False: nobody takes any more.
  bool push(Item item) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return items_.size() < room_ || abandoned_; });
    if (abandoned_) return false;
    items_.push_back(std::move(item));
    changed_.notify_all();
    return true;
  }
  // Waits for an item. Empty: there will be none.
  std::optional<Item> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !items_.empty() || ended_ || abandoned_; });
    return take();
  }
  // Empty: none came until then, or there will be none.
  std::optional<Item> pop_until(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [this] { return !items_.empty() || ended_ || abandoned_; });
    return take();
  }
  // Empty: there is none now.
  std::optional<Item> try_pop() {
    const std::lock_guard lock(mutex_);
    return take();
  }

  // Of the giver: what was pushed is still to be taken.
  void end() { set(ended_); }
  // Of the taker: what waits is thrown away.
  void abandon() { set(abandoned_); }
  bool abandoned() const {
    const std::lock_guard lock(mutex_);
    return abandoned_;
  }

 private:
  std::optional<Item> take() {
    if (items_.empty() || abandoned_) return {};
    std::optional<Item> item(std::move(items_.front()));
    items_.pop_front();
    changed_.notify_all();
    return item;
  }
  void set(bool& flag) {
    const std::lock_guard lock(mutex_);
    flag = true;
    changed_.notify_all();
  }

  const std::size_t room_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> items_;
  bool ended_ = false, abandoned_ = false;
};

}  // namespace clamor
