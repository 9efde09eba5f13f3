#pragma once
// Authors as profiles arrive, in any order and from any server.

#include <map>
#include <string>
#include <unordered_map>

#include "core/post.hpp"
#include "storage/sqlite/identity.hpp"
#include "storage/sqlite/runs.hpp"

namespace clamor::storage {

class Authors {
 public:
  explicit Authors(SQLite::Database& db);

  std::int64_t ensure(const AuthorKey& key);  // known by key only until a profile comes
  // The profile kept is the fullest, then the home server's, then of one fixed server the newest.
  void merge(const Author& author, const Reading& reading);
  void forget() { known_.clear(); }  // after a rollback

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
    std::map<std::int64_t, std::optional<Run<Profile>>> newest;  // by vantage
  };
  Known& look_up(const AuthorKey& key);
  void read_numbers(Known& known, std::int64_t vantage, bool home, std::int64_t at, const Profile& profile);

  SQLite::Database& db_;
  std::unordered_map<AuthorKey, Known, KeyHash> known_;
  Query find_, add_, set_profile_, confirm_, newest_, holding_, add_reading_, change_reading_;
};

}  // namespace clamor::storage
