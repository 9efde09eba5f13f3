#pragma once
// A walk over the accounts of a window, day by day: who is met first, who again, and how their largest readings grow. Only
// for this room.

#include <mutex>
#include <vector>

#include "analysis/accounts.hpp"
#include "analysis/some_accounts.hpp"

namespace clamor::analysis {

// What is remembered of each account during a walk. Rounds are numbers never used before, so that nothing need be
// cleared between walks. There are as many arrays as there were walks at once, each as large as its largest snapshot.
class Marks {
 public:
  struct Mark {
    std::uint32_t in_window = 0, in_bucket = 0;  // the rounds it was last met in
    std::int32_t largest = no_count, largest_in_bucket = no_count;
  };

  Marks(std::uint32_t largest_author, std::size_t rounds) : array_(spare()) {
    if (rounds >= std::numeric_limits<std::uint32_t>::max() - array_->next_round) *array_ = {};
    if (array_->marks.size() <= largest_author) array_->marks.resize(std::size_t{largest_author} + 1);
    round_ = array_->next_round;
    array_->next_round += static_cast<std::uint32_t>(rounds);
  }
  ~Marks() {
    const std::lock_guard lock(mutex_);
    spare_.push_back(std::move(array_));
  }
  Marks(const Marks&) = delete;
  Marks& operator=(const Marks&) = delete;

  std::uint32_t first_round() const { return round_; }
  Mark& of(std::uint32_t author) { return array_->marks[author]; }
  void soon(std::uint32_t author) const { __builtin_prefetch(&array_->marks[author], 1); }

 private:
  struct Array {
    std::vector<Mark> marks;
    std::uint32_t next_round = 1;
  };
  static std::unique_ptr<Array> spare() {
    const std::lock_guard lock(mutex_);
    if (spare_.empty()) return std::make_unique<Array>();
    auto array = std::move(spare_.back());
    spare_.pop_back();
    return array;
  }

  std::unique_ptr<Array> array_;
  std::uint32_t round_;
  static std::mutex mutex_;
  static std::vector<std::unique_ptr<Array>> spare_;
};

class AccountWalk {
 public:
  // Without buckets only the window as a whole is told.
  AccountWalk(const Snapshot& snapshot, Interval window, std::vector<Interval> buckets);

  // Days in order of time, all or `some` of their accounts. `networks`: of each group, or Selection::left_out.
  void day(const Day& day, const std::vector<std::size_t>& networks, SomeAccounts* some = nullptr);
  std::vector<AccountFigures> take() { return std::move(figures_); }

 private:
  void whole(const Day& day, const std::vector<std::size_t>& networks);
  void accounts(std::size_t network, std::span<const Account> all);
  void row(const Day& day, const std::vector<std::size_t>& networks, std::size_t row);
  UtcTime bucket_end(UtcTime time);
  void act(std::size_t network, std::uint32_t author, std::int32_t followers);

  const Interval window_;
  const std::vector<Interval> buckets_;
  std::vector<AccountFigures> figures_;
  Marks marks_;
  const std::uint32_t window_round_;
  std::size_t bucket_ = 0;
};

}  // namespace clamor::analysis
