#pragma once
// Authors as profiles arrive, in any order and from any server.
//
// Most pages confirm profiles that are known: those rows lie all over the table, and writing each again would
// cost a page of the file per post. What was confirmed is appended to profile_confirmed instead, and taken
// into the rows when an older page comes, which needs to know.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/post.hpp"
#include "storage/sqlite/authors_met.hpp"
#include "storage/sqlite/bulk.hpp"
#include "storage/sqlite/identity.hpp"
#include "storage/sqlite/recent.hpp"
#include "storage/sqlite/runs.hpp"
#include "storage/sqlite/touched.hpp"

namespace clamor::storage {

// How many a writer that is opened from now on keeps in memory: whole, and behind these in short (authors_met.hpp).
// The others are found again when needed. Tests remember few, to prove that it does not matter.
struct AuthorsRemembered {
  std::size_t whole = 60'000, in_short = 1 << 20;
};
void remember_authors(AuthorsRemembered most);

class Authors {
 public:
  Authors(SQLite::Database& db, Touched& touched);

  std::int64_t ensure(const AuthorKey& key);  // known by key only until a profile comes
  // The profile kept is the fullest, then the home server's, then of one fixed server the newest. Answers the
  // id. `full`: it was full when it was read, whatever of it is told now.
  std::int64_t merge(const Author& author, const Reading& reading, bool full = false);
  // The numbers of a profile that came without a post of its author's, which would keep them (posts.hpp).
  void read_numbers(const Author& author, const Reading& reading);
  void forget();  // after a flush, when rows were deleted
  void flush();   // writes what was left for later: new rows, and when known things were last read

 private:
  struct Numbers {
    std::int64_t vantage = 0;
    bool home = false;
    Newest<Profile> newest;
    std::unique_ptr<Numbers> next;
  };
  struct Known {
    ProfileRank rank;  // its vantage is a number of vantages_
    bool waiting = false;                // named in waiting_
    bool new_here = false;               // no numbers but those below
    std::int32_t confirmed_through = 0;  // the vantage of a profile read again, unwritten; 0: none
    std::int64_t id = 0;
    std::unique_ptr<Numbers> numbers;  // of the vantages it was read through since it is known
  };
  struct Rows;
  Known* find(const AuthorKey& key, std::int64_t& hash);  // nullptr: nobody knows it; its hash is told
  std::uint32_t vantage(const std::string& name);
  bool below(const ProfileRank& rank, const ProfileRank& other) const;
  Numbers& numbers(Known& known, const AuthorKey& key, const Reading& reading);
  Known& remember(const AuthorKey& key, Known known);
  std::int64_t add(const AuthorKey& key, std::int64_t hash, const Author& said,
                   const ProfileRank& rank);
  void write_new();
  void write_later(Known& known);
  bool may_be_outdated(const Reading& reading) const;
  void take_in_confirmations();

  SQLite::Database& db_;
  Touched& touched_;
  Recent<AuthorKey, Known, KeyHash> known_;
  AuthorsMet met_;                  // who left known_
  std::map<std::string, std::uint32_t> vantages_;  // by name, as profiles tell them, each with its number
  std::vector<const std::string*> vantage_names_;  // by number
  std::vector<Known*> waiting_;
  std::int64_t newest_id_ = 0, written_ = 0;  // rows between the two wait in add_
  // Until when profiles were confirmed through each vantage, in rows of profile_confirmed. Another profile on
  // a page that is no newer may have to give way to one of them: they are taken in first.
  std::map<std::int64_t, std::int64_t> confirmed_until_;
  Query find_, set_profile_, newest_, holding_, change_reading_, profile_at_, set_confirmed_until_;
  Bulk add_, add_reading_, confirm_;
};

}  // namespace clamor::storage
