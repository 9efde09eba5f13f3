#pragma once
// Sums kept beside the rows: posts, boosts and engagement per (tag, quarter of an hour, network) and posts
// per (source, tag); and what was erased per (reason, day, tag). Every change of a post goes through `move`: what it gave before is taken back, what it
// gives now is added. `verify` recounts with the SQL at the end of this file.

#include <absl/container/btree_map.h>
#include <absl/hash/hash.h>

#include <boost/container/small_vector.hpp>
#include <tuple>
#include <unordered_map>

#include "core/post.hpp"
#include "storage/sqlite/bulk.hpp"
#include "storage/sqlite/query.hpp"

namespace clamor::storage {

inline constexpr std::int64_t any_tag = 0;
inline constexpr std::int64_t bucket_length = 15 * 60 * 1000;

inline std::int64_t bucket_of(std::int64_t at) {
  return (at >= 0 ? at / bucket_length : (at - bucket_length + 1) / bucket_length) * bucket_length;
}

// Sum of the known ones of likes, boosts, replies and quotes; empty when none is known.
std::optional<std::int64_t> engagement_of(const Counts& counts);

// What one post gives to the sums. Its lists are short.
struct Contribution {
  using Ids = boost::container::small_vector<std::int64_t, 3>;
  std::int64_t at = 0;
  int network = 0;
  Counts counts;
  Ids tags;     // tracked tags with a charted mention; empty: the post gives nothing
  Ids sources;  // that sighted it
  friend bool operator==(const Contribution&, const Contribution&) = default;
};

class Rollups {
 public:
  explicit Rollups(SQLite::Database& db);
  void add(const Contribution& contribution) { apply(contribution, 1); }
  void take_back(const Contribution& contribution) { apply(contribution, -1); }
  void flush();                               // writes what has changed since the last flush
  void forget();                              // after a rollback
  // From the rows, after they changed by another way; sums kept beside the database are then made anew too.
  static void rebuild(SQLite::Database& db);

 private:
  struct Sums {
    std::int64_t posts = 0, boosts = 0, engagement = 0, known_boosts = 0, known_engagement = 0;
    friend bool operator==(const Sums&, const Sums&) = default;
  };
  void apply(const Contribution& contribution, int sign);

  using Key = std::tuple<std::int64_t, std::int64_t, int>;  // tag, bucket, network
  std::unordered_map<Key, Sums, absl::Hash<Key>> sums_;     // stays whole when memory runs out while it grows
  absl::btree_map<std::pair<std::int64_t, std::int64_t>, std::int64_t> source_posts_;
  Bulk add_;
  Query clean_, add_source_, clean_source_;
};

// Adds (+1) or takes back (-1) what the posts named in the temporary table `erased` give to the sums.
void shift_rollups(SQLite::Database& db, int sign);
void drop_empty_rollups(SQLite::Database& db);  // that taking back left

// Adds those posts, when they are gone, to the record of what was erased.
void shift_erasures(SQLite::Database& db);

// The tables as they must be.
extern const char* const recount_erasure;
extern const char* const recount_rollup;
extern const char* const recount_source_posts;

}  // namespace clamor::storage
