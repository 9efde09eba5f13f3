#pragma once
// Authors as profiles arrive, in any order and from any server.

#include <string>
#include <vector>

#include "core/post.hpp"
#include "storage/sqlite/bulk.hpp"
#include "storage/sqlite/identity.hpp"
#include "storage/sqlite/recent.hpp"
#include "storage/sqlite/runs.hpp"

namespace clamor::storage {

class Authors {
 public:
  explicit Authors(SQLite::Database& db);

  std::int64_t ensure(const AuthorKey& key);  // known by key only until a profile comes
  // The profile kept is the fullest, then the home server's, then of one fixed server the newest.
  void merge(const Author& author, const Reading& reading);
  void flush();  // writes what merge() left for the end of the transaction: when known things were last read

 private:
  struct Rank {
    bool given = false, full = false, home = false;
    std::string vantage;
    std::int64_t at = 0, hash = 0;
    bool below(const Rank& other) const;
  };
  struct Known {
    std::int64_t id = 0;
    Rank rank;
    bool confirmed = false, waiting = false;  // read again, unwritten; named in waiting_
    bool new_here = false;                    // no numbers but those below
    struct Numbers {
      std::int64_t vantage = 0;
      Newest<Profile> newest;
    };
    std::vector<Numbers> numbers;  // of the vantages it was read through since it is known
  };
  struct Rows;
  Known* find(const AuthorKey& key, std::int64_t& hash);  // nullptr: nobody knows it; its hash is told
  Known& remember(const AuthorKey& key, Known known);
  void write_later(Known& known);
  void read_numbers(Known& known, std::int64_t vantage, bool home, std::int64_t at, const Profile& profile);

  SQLite::Database& db_;
  Recent<AuthorKey, Known, KeyHash> known_;
  std::vector<Known*> waiting_;
  Query find_, add_, add_profile_, set_profile_, confirm_, newest_, holding_, change_reading_;
  Bulk add_reading_;
};

}  // namespace clamor::storage
