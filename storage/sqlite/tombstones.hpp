#pragma once
// Who and what must not come back, as keyed hashes: a list that names nobody. The key is the program's, so that
// databases of partners can be united without counting a deleted post twice (docs/decisions).

#include <string>
#include <string_view>

#include "core/post.hpp"
#include "storage/sqlite/query.hpp"

namespace clamor::storage {

// What stands for somebody or something that must not come back.
std::string tombstone_of(const AuthorKey& author);
std::string tombstone_of(const PostKey& post);

// The uri of a post that is gone, in place of its own: "gone:" and its hash. Of one that is gone already, its
// uri.
std::string gone_name(const PostKey& post);

class Tombstones {
 public:
  explicit Tombstones(SQLite::Database& db);

  bool any() const { return any_; }  // false: has() is false for everything
  bool has(const AuthorKey& author);
  bool has(const PostKey& post);
  bool has_whom(std::string_view address);  // somebody whose profile this is the address of
  // The text without their whole names (person.hpp); empty: it holds none.
  std::string without_names(Network network, std::string_view text);
  bool add(const AuthorKey& author);  // false: it was there
  // The uri that takes the place of the post's own.
  std::string add(const PostKey& post);
  bool add(const std::string& tombstone);  // one that another database has; false: it was there

 private:
  bool find(const std::string& hash);

  bool any_ = false;
  Query find_, add_;
};

}  // namespace clamor::storage
