#pragma once
// What was met lately, in bounded memory: two generations, of which the elder goes when the younger is full.
// What is met again stays, wherever it was; no value ever moves in memory.
//
// When memory runs out nothing is changed. Abseil's tables promise that neither when they grow nor when a value
// is made in them: so each has all its room from the start, and a value is made before it is put in.

#include <absl/container/flat_hash_set.h>
#include <absl/hash/hash.h>

#include <memory>
#include <utility>

namespace clamor::storage {

template <class Key, class Value, class Hash = absl::Hash<Key>>
class Recent {
 public:
  explicit Recent(std::size_t most) : half_(most / 2), young_(room()) {}

  // nullptr: not met, or too long ago.
  Value* find(const Key& key) {
    if (const auto found = young_.find(key); found != young_.end()) return &(*found)->value;
    const auto found = old_.find(key);
    if (found == old_.end()) return nullptr;
    if (full()) return &(*found)->value;  // the next to be added ends this generation
    return &(*young_.insert(old_.extract(found)).position)->value;
  }

  // Of a key that find() does not know. When full(), the owner calls age() first, once nothing it points to
  // is needed.
  template <class... Made>
  Value& add(const Key& key, Made&&... value) {
    auto met = std::make_unique<Met>(Met{key, Value(std::forward<Made>(value)...)});
    return (*young_.insert(std::move(met)).first)->value;
  }
  bool full() const { return young_.size() >= half_; }
  void age() {
    age([](const Key&, const Value&) {});
  }
  // `leaves` is told who goes.
  void age(auto leaves) {
    Table next(room());
    for (const auto& met : old_) leaves(met->key, met->value);
    old_ = std::exchange(young_, std::move(next));
  }
  void forget() {
    young_ = Table(room());
    old_ = Table();
  }

 private:
  struct Met {
    Key key;
    Value value;
  };
  static const Key& key_of(const Key& key) { return key; }
  static const Key& key_of(const std::unique_ptr<Met>& met) { return met->key; }
  struct HashOfKey {
    using is_transparent = void;
    std::size_t operator()(const auto& met) const { return Hash()(key_of(met)); }
  };
  struct SameKey {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const { return key_of(a) == key_of(b); }
  };
  using Table = absl::flat_hash_set<std::unique_ptr<Met>, HashOfKey, SameKey>;
  std::size_t room() const { return half_ * 8 / 7 + 1; }  // tables are filled to seven eighths

  const std::size_t half_;
  Table young_, old_;
};

}  // namespace clamor::storage
