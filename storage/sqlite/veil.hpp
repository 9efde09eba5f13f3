#pragma once
// A sensitive campaign: keyed hashes stand for posts and accounts, hours for moments, and what people wrote or
// call themselves is never stored. Counting, merging and uniqueness work as ever; nobody can be looked up.

#include <memory>
#include <string>

#include "core/keyed_hash.hpp"
#include "core/page.hpp"
#include "storage/sqlite/query.hpp"

namespace clamor::storage {

inline constexpr std::string_view veiled_prefix = "~";

class Veil {
 public:
  explicit Veil(SQLite::Database& db);

  bool drawn() const { return key_ != nullptr; }  // false: everything passes as it is
  // Draws it over everything that is stored already; whoever holds rows in memory forgets them. For good.
  void draw();

  AuthorKey over(const AuthorKey& author) const;
  PostKey over(const PostKey& post) const;
  PreparedPage over(PreparedPage page) const;

 private:
  std::string name(std::string_view kind, Network network, std::string_view id) const;
  void over(PreparedPost& post) const;
  void veil_authors();
  void veil_keys();

  SQLite::Database& db_;
  std::unique_ptr<KeyedHash> key_;
};

}  // namespace clamor::storage
