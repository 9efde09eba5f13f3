#pragma once
// Takes posts out of the database and leaves what may be told: one mention per tag, an hour wide, without
// author, text, address or counts, and a tombstone. Roll-ups, sightings and coverage stay exact.

#include <cstdint>
#include <vector>

#include "storage/sqlite/query.hpp"
#include "storage/sqlite/tombstones.hpp"
#include "storage/sqlite/touched.hpp"

namespace clamor::storage {

// Why a post is gone. The numbers are stored.
enum class Gone : int { deleted = 1, forgotten = 2, expired = 3, opted_out = 4 };

struct ErasedPosts {
  std::int64_t posts = 0, mentions = 0;  // mentions: of tags as they are tracked now
};

// Rows must have been written before run(), and whoever holds posts in memory forgets them afterwards.
// Remembers that the file holds bytes of what was erased, until scrub() rewrote it.
inline void note_bytes_left(SQLite::Database& db) {
  db.exec("UPDATE care SET bytes_left = 1");
}

class Erasing {
 public:
  Erasing(SQLite::Database& db, Tombstones& tombstones, Touched& touched);

  void mark(std::int64_t post) { mark_.run(post); }  // an id of post_key; marked once or more
  bool mark(const PostKey& key);                     // false: unknown, or gone already
  // Erases what was marked and is not gone already.
  ErasedPosts run(Gone why, UtcTime now);

  // One post that is counted and never stored: what run() would leave of it.
  void leave(const PostKey& key, UtcTime at, std::int64_t source, UtcTime seen,
             const std::vector<std::int64_t>& tags);
  // One that is gone, shown by another source: it knows the post too.
  void see(const PostKey& key, std::int64_t source);
  // A key that was only heard of loses its address too.
  void rename(std::int64_t id, const PostKey& key);
  // An address that was only heard of turns out to be of a post that is gone.
  void unite(const PostKey& heard_of, const PostKey& gone);

 private:
  std::int64_t find(const PostKey& key);  // 0: never heard of
  void rename_marked();
  void replace(std::int64_t heard_of, std::int64_t id);
  ErasedPosts count(Gone why, UtcTime now);

  SQLite::Database& db_;
  Tombstones& tombstones_;
  Touched& touched_;
  Query mark_, find_, marked_, rename_, add_key_, add_post_, add_mention_, sight_again_, count_sight_,
      add_erasure_, add_sighting_;
};

}  // namespace clamor::storage
