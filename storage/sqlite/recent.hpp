#pragma once
// What was met lately, in bounded memory: two generations, of which the elder goes when the younger is full.
// What is met again stays, wherever it was; no value ever moves in memory.

#include <absl/container/node_hash_map.h>
#include <absl/hash/hash.h>

#include <utility>

namespace clamor::storage {

template <class Key, class Value, class Hash = absl::Hash<Key>>
class Recent {
 public:
  explicit Recent(std::size_t most) : half_(most / 2) {}

  // nullptr: not met, or too long ago.
  Value* find(const Key& key) {
    if (const auto found = young_.find(key); found != young_.end()) return &found->second;
    auto found = old_.extract(key);
    return found ? &young_.insert(std::move(found)).position->second : nullptr;
  }

  // Of a key that find() does not know. When full(), the owner calls age() first, once nothing it points to
  // is needed.
  template <class... Made>
  Value& add(const Key& key, Made&&... value) {
    return young_.try_emplace(key, std::forward<Made>(value)...).first->second;
  }
  bool full() const { return young_.size() >= half_; }
  void age() {
    std::swap(old_, young_);
    young_.clear();
    young_.reserve(half_);
  }
  void forget() {
    young_.clear();
    old_.clear();
  }

 private:
  const std::size_t half_;
  absl::node_hash_map<Key, Value, Hash> young_, old_;
};

}  // namespace clamor::storage
