#pragma once
// What of a page may be stored. Who was forgotten or opted out is counted and never stored; a post that is
// gone does not come back. A database without tombstones takes every page as it is.

#include <optional>

#include "core/page.hpp"
#include "storage/sqlite/erasing.hpp"
#include "storage/sqlite/posts.hpp"

namespace clamor::storage {

class Sieve {
 public:
  Sieve(Tombstones& tombstones, Erasing& erasing, Posts& posts, Marks& marks)
      : tombstones_(tombstones), erasing_(erasing), posts_(posts), marks_(marks) {}

  // The page as it may be stored; empty: as it is. A new post of somebody who is kept out leaves one
  // anonymous mention per tag.
  std::optional<PreparedPage> sift(const PreparedPage& page, const Reading& reading);

 private:
  void sift(PreparedPost& post);
  void count(const PreparedPost& post, const Reading& reading);
  void leave_out_address(PostKey& post);
  static void leave_out_name(std::vector<PreparedPost>& posts, const PostKey& where, const AuthorKey& who);

  Tombstones& tombstones_;
  Erasing& erasing_;
  Posts& posts_;
  Marks& marks_;
};

}  // namespace clamor::storage
