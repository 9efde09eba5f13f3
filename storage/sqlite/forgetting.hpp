#pragma once
// Takes an author out: posts, profile, follower counts, edges, links and addresses that name the account, and
// its name in the texts of others who addressed it. Counts and keyed hashes stay.

#include <vector>

#include "core/account.hpp"
#include "storage/sqlite/erasing.hpp"
#include "storage/sqlite/person.hpp"
#include "storage/store.hpp"

namespace clamor::storage {

// Authors that fit a name, best known first.
std::vector<FoundAuthor> find_authors(SQLite::Database& db, const AccountName& name);

// What only posts that are gone had shared. How many.
int drop_links_of_nobody(SQLite::Database& db);

class Forgetting {
 public:
  Forgetting(SQLite::Database& db, Tombstones& tombstones, Erasing& erasing)
      : db_(db), tombstones_(tombstones), erasing_(erasing) {}

  // Rows must have been written before; whoever holds posts, authors or keys in memory forgets them after.
  // Accounts nobody has seen yet are kept out all the same.
  Erased forget(const std::vector<AuthorKey>& authors, Gone why, UtcTime now);
  // The same for addresses, and whole names in texts, of people who are known by their tombstones alone.
  void drop_what_names_kept_out();

 private:
  struct Leaving;  // one author
  Leaving find(const AuthorKey& key);
  void redact_texts(const std::vector<Leaving>& all);
  void redact_whole_names(const std::vector<Leaving>& all);
  void drop_issues(const std::vector<Leaving>& all);
  std::vector<std::pair<std::int64_t, PostKey>> keys_that_name(const Addresses& addresses);
  template <class Named>
  std::vector<std::int64_t> links_where(const Named& named);
  void drop(const std::vector<std::int64_t>& links);
  template <class Without>
  bool change_texts(const Without& without);

  SQLite::Database& db_;
  Tombstones& tombstones_;
  Erasing& erasing_;
};

}  // namespace clamor::storage
