#pragma once
// Who does not want to be collected: accounts, whole servers, and words that people write into their profiles
// ("#nobot"). Their posts are counted and never stored.

#include <string>
#include <string_view>
#include <vector>

#include "core/account.hpp"

namespace clamor {

struct OptOut {
  std::vector<AccountName> accounts;
  std::vector<std::string> servers;  // "uno.example", in lower case
  std::vector<std::string> words;    // hashtag_key() of each

  bool empty() const { return accounts.empty() && servers.empty() && words.empty(); }
  // By its key, and where a profile is at hand by its handle, address and words.
  bool covers(const AuthorKey& author, const Author* profile = nullptr) const;
};

// Words that count whatever a list says: they are an established way to ask programs to stay away.
std::vector<std::string> usual_opt_out_words();

}  // namespace clamor
