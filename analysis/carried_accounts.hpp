#pragma once
// Answers of one snapshot carried over to the next. Every figure of accounts is a sum over accounts, and what one adds to it
// depends on its own posts alone: so the part of those whose posts changed, came into the window or left it is taken out as
// it was and put in as it is. All others are not looked at. Only for this room.

#include <stop_token>
#include <vector>

#include "analysis/accounts.hpp"
#include "analysis/some_accounts.hpp"

namespace clamor::analysis {

class CarriedAccounts {
 public:
  CarriedAccounts(const Snapshot& before, const Snapshot& now) : before_(before), now_(now) {}
  // Keeps, with the newer snapshot, what can be carried over; the rest has to be walked for: other buckets, hashtags or
  // networks, or so many changes that a walk costs no more.
  void keep_answers(const std::vector<AccountQuestion>& questions, const std::stop_token& stop);

 private:
  struct Pair {
    AccountQuestion question;
    KeptAccounts::Found earlier;
  };
  bool comparable() const;
  std::vector<Pair> pairs(const std::vector<AccountQuestion>& questions) const;
  std::vector<std::uint32_t> changed(const std::vector<Pair>& pairs) const;

  const Snapshot& before_;
  const Snapshot& now_;
};

}  // namespace clamor::analysis
