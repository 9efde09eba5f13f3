#pragma once
// Takes posts out of the database and leaves what may be told: one mention per tag, an hour wide, without
// author, text, address or counts, and a tombstone. Roll-ups, sightings and coverage stay exact.

#include <cstdint>
#include <vector>

#include "core/record.hpp"
#include "storage/sqlite/identity.hpp"
#include "storage/sqlite/marks.hpp"
#include "storage/sqlite/query.hpp"
#include "storage/sqlite/tombstones.hpp"
#include "storage/sqlite/touched.hpp"

namespace clamor::storage {

struct ErasedPosts {
  std::int64_t posts = 0, mentions = 0;  // mentions: of tags as they are tracked now
};

// What the files still hold of what was erased, until scrub() rewrote them, as it stands in care.bytes_left. Texts alone
// are in no figures.
enum class BytesLeft { none = 0, of_posts = 1, of_texts = 2 };
inline void note_bytes_left(SQLite::Database& db, BytesLeft left = BytesLeft::of_posts) {
  db.exec(left == BytesLeft::of_posts ? "UPDATE care SET bytes_left = 1"
                                      : "UPDATE care SET bytes_left = 2 WHERE bytes_left = 0");
}

// Rows must have been written before run(), and whoever holds posts in memory forgets them afterwards.
class Erasing {
 public:
  Erasing(SQLite::Database& db, Keys& keys, Tombstones& tombstones, Touched& touched, Marks& marks);

  void mark(std::int64_t post) { mark_.run(post); }  // an id of post_key; marked once or more
  bool mark(const PostKey& key);                     // false: unknown, or gone already
  // Erases what was marked and is not gone already.
  ErasedPosts run(Gone why, UtcTime now);

  // One post that is counted and never stored: what run() would leave of it.
  void leave(const PreparedPost& post, std::int64_t source, UtcTime seen,
             const std::vector<std::int64_t>& tags);
  // The empty place of a post that is gone and was not met here: no mentions, no sightings.
  std::int64_t place(const PostKey& key, UtcTime at, UtcTime edited, UtcTime seen, Gone why, UtcTime since);
  // One that is gone, shown by another source: it knows the post too. False: it was only heard of.
  bool see(const PostKey& key, std::int64_t source);
  // A key that was only heard of loses its address too.
  void rename(std::int64_t id, const PostKey& key);
  // An address that was only heard of turns out to be of a post that is gone.
  void unite(const PostKey& heard_of, const PostKey& gone);

 private:
  void take_from_marks();
  void rename_marked();
  void replace(std::int64_t heard_of, std::int64_t id);
  ErasedPosts count();

  SQLite::Database& db_;
  Keys& keys_;
  Tombstones& tombstones_;
  Touched& touched_;
  Marks& marks_;
  Query mark_, marked_, add_post_, add_mention_, sight_again_, count_sight_, add_sighting_;
};

}  // namespace clamor::storage
