#pragma once
// Who has to be looked at when; of several at one instant who was added first. Each is in it once at most:
// adding again moves it.

#include <cstdint>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "core/time.hpp"

namespace clamor::collector {

class Agenda {
 public:
  void add(std::size_t who, Millis at) {
    if (who >= entries_.size()) entries_.resize(who + 1);
    if (entries_[who]) order_.erase(*entries_[who]);
    entries_[who] = Entry{at, ++added_, who};
    order_.insert(*entries_[who]);
  }
  std::optional<Millis> first_at() const {
    return order_.empty() ? std::nullopt : std::optional(std::get<Millis>(*order_.begin()));
  }
  // Takes out whose time has come.
  std::vector<std::size_t> take_due(Millis now) {
    std::vector<std::size_t> due;
    while (!order_.empty() && std::get<Millis>(*order_.begin()) <= now) {
      due.push_back(std::get<2>(*order_.begin()));
      entries_[due.back()].reset();
      order_.erase(order_.begin());
    }
    return due;
  }

 private:
  using Entry = std::tuple<Millis, std::uint64_t, std::size_t>;
  std::set<Entry> order_;
  std::vector<std::optional<Entry>> entries_;
  std::uint64_t added_ = 0;
};

}  // namespace clamor::collector
