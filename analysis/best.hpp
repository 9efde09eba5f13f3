#pragma once
// The best of many, in memory for those alone. Only for this room.

#include <algorithm>
#include <functional>
#include <vector>

namespace clamor::analysis {

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

}  // namespace clamor::analysis
