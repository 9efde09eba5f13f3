#pragma once
// Distinct accounts and audience ceilings: the figures that need a walk over accounts, because sums of parts would count
// one account twice. An answer is kept with its snapshot; the rest of the measures read it from there.

#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "analysis/measures.hpp"

namespace clamor::analysis {

// Of one network. `new_accounts` and `lift` are what each bucket adds to the window so far: their running sums are the
// cumulative series. An account belongs to one network, so accounts of networks add up.
struct AccountFigures {
  std::int64_t authors = 0;
  Ceiling ceiling;
  struct Bucket {
    std::int64_t authors = 0, with_reading = 0, ceiling = 0, new_authors = 0, lift = 0;
    friend bool operator==(const Bucket&, const Bucket&) = default;
  };
  std::vector<Bucket> buckets;
  friend bool operator==(const AccountFigures&, const AccountFigures&) = default;
};
using AccountAnswer = std::shared_ptr<const std::vector<AccountFigures>>;  // by network of the snapshot

class KeptAccounts {
 public:
  AccountAnswer find(const AccountQuestion& question) const;
  // The answer to the same question of the window that differs least.
  struct Found {
    Interval window;
    AccountAnswer answer;
  };
  std::optional<Found> nearest(const AccountQuestion& question) const;
  void keep(const AccountQuestion& question, AccountAnswer answer);

 private:
  // Whichever networks a filter takes, they are all answered; without a size the answer has no buckets.
  struct Key {
    Interval window;
    std::vector<std::size_t> tags;
    std::optional<BucketSize> size;
    bool operator<(const Key& other) const;
  };
  static Key key_of(const AccountQuestion& question);

  static constexpr std::size_t most_kept = 512;
  mutable std::mutex mutex_;
  std::map<Key, AccountAnswer> answers_;
};

// Of the series that is asked for, if any.
std::vector<Interval> buckets_of(const Snapshot& snapshot, const AccountQuestion& question);
// Kept, or found out now. Empty only when stopped.
AccountAnswer accounts(const Snapshot& snapshot, const AccountQuestion& question, const std::stop_token& stop = {});

// The buckets of a series by day, without `new_authors` and `lift`: from what each day keeps, so that nobody need walk. Null:
// days keep nothing for some hashtags of several, accounts() finds it out.
AccountAnswer daily_accounts(const Snapshot& snapshot, const Filter& filter);

}  // namespace clamor::analysis
