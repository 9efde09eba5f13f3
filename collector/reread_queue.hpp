#pragma once
// Posts that wait to be read again at one server: who promises most comes first, each is in it once.

#include <cstdint>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace clamor::collector {

class RereadQueue {
 public:
  explicit RereadQueue(std::size_t most = 50'000) : most_(most) {}

  // Adding again changes the place. Beyond `most` those that promise least are left out: the next look at the
  // store finds them again.
  void add(std::int64_t post, double promise) {
    if (const auto known = promises_.find(post); known != promises_.end())
      order_.erase({-known->second, post});
    promises_[post] = promise;
    order_.insert({-promise, post});
    if (order_.size() > most_) drop(std::prev(order_.end()));
  }
  std::vector<std::int64_t> take(std::size_t at_most) {
    std::vector<std::int64_t> posts;
    while (!order_.empty() && posts.size() < at_most) {
      posts.push_back(order_.begin()->second);
      drop(order_.begin());
    }
    return posts;
  }
  bool empty() const { return order_.empty(); }
  std::size_t size() const { return order_.size(); }

 private:
  using Order = std::set<std::pair<double, std::int64_t>>;
  void drop(Order::iterator entry) {
    promises_.erase(entry->second);
    order_.erase(entry);
  }
  std::size_t most_;
  Order order_;  // by what is promised, the most first
  std::unordered_map<std::int64_t, double> promises_;
};

}  // namespace clamor::collector
