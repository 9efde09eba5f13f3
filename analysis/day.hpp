#pragma once
// One local day of the campaign: its posts as columns, and the sums that charts are made of. Never changed once made; any
// thread may read. Days are what a refresh makes anew and what the cache file keeps (read_model.hpp), so everything here
// stands in two flat pieces of memory, of the heap or of a mapped file, and holds numbers only: no text, no name. A mapped
// file may be lost while it is read (mapped_file.hpp): what sizes and indices rest on is copied, so that nothing is read beside it.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/interval.hpp"
#include "storage/store.hpp"

namespace clamor::analysis {

inline constexpr std::int32_t no_count = -1;  // in columns: the server did not say
inline constexpr std::uint32_t nobody = 0;    // author of a deleted post: counted as no account

// Posts of one network with exactly these tracked hashtags. A post is in one group of its day, so groups add up: what a
// filter takes is a set of groups, whichever hashtags and networks it names.
struct Group {
  std::uint64_t tags = 0;  // bit i: tags()[i]
  std::int32_t network = 0;
  std::uint32_t accounts = 0;  // how many of the day's accounts are its own
  std::uint32_t best = 0;      // how many of its best posts
  std::uint32_t unused = 0;
};

// Sums over the posts of a group in an hour, hours counted from the beginning of the day.
struct Cell {
  std::uint32_t hour = 0, group = 0;
  std::int64_t posts = 0, boosts = 0, engagement = 0;  // engagement: likes + boosts + replies + quotes that were given
  std::int64_t with_boosts = 0, with_engagement = 0;   // posts that have a reading of it
};

// Distinct accounts of a network over the whole day, with any tracked hashtag or with one: what groups can't add up to, as
// an account may be in several of them.
struct Uniques {
  static constexpr std::int32_t any_tag = -1;
  std::int32_t network = 0, tag = any_tag;
  std::uint32_t accounts = 0, with_reading = 0;
  std::int64_t followers = 0;  // sum of each one's largest reading
};

// One of the posts of a group with the most engagement.
struct BestPost {
  std::int64_t engagement = 0;
  std::uint32_t row = 0, at = 0;  // in the columns, and as they say
};

// A post that leads to a link.
struct Share {
  std::uint32_t row = 0, link = 0;  // in the columns; the store's id
};

// An account with posts in a group.
struct Account {
  std::uint32_t author = nobody, posts = 0;
  std::int32_t followers = no_count;  // the largest reading nearest to one of its posts
};

// One row per counted post, sorted by (at, id). All spans have the same length.
struct Columns {
  std::span<const std::int64_t> id;                              // the store's
  std::span<const std::uint32_t> at;                             // charted time, ms since the day began
  std::span<const std::uint32_t> group;                          // index into groups()
  std::span<const std::uint32_t> author;                         // the store's id, or nobody
  std::span<const std::int32_t> likes, boosts, replies, quotes;  // no_count when not given
  std::span<const std::int32_t> followers;                       // author's reading nearest to the post; no_count: none
  std::size_t size() const { return id.size(); }
};

class MappedFile;
using FilePtr = std::shared_ptr<const MappedFile>;

class Day {
 public:
  // `rows`: all of one local day, sorted by (at, id).
  static std::shared_ptr<const Day> make(Interval day, std::span<const storage::PostRow> rows);
  // From what sums_bytes() and columns_bytes() gave, which stand in `file`. Empty: they do not fit together.
  static std::shared_ptr<const Day> read(FilePtr file, std::span<const std::byte> sums, std::span<const std::byte> columns);

  const Interval& time() const { return header_.time; }
  const Interval& posts_time() const { return header_.posts; }  // from the first to the last
  std::span<const Group> groups() const { return groups_; }
  std::span<const Cell> cells() const { return cells_; }                       // sorted by (hour, group)
  std::span<const Account> accounts(std::size_t group) const;                  // sorted by author
  // Best first; of two equal the later. At most `most_best`; posts without a reading are left out.
  std::span<const BestPost> best(std::size_t group) const;
  static constexpr std::size_t most_best = 64;
  const Uniques* uniques(std::int32_t network, std::int32_t tag) const;        // null: no account
  const Columns& posts() const { return columns_; }
  std::span<const Share> shares() const { return shares_; }  // sorted by (row, link), each once
  UtcTime at(std::size_t row) const { return header_.time.from + Millis{columns_.at[row]}; }
  std::uint32_t largest_author() const { return header_.largest_author; }
  std::uint32_t largest_link() const { return header_.largest_link; }
  std::int64_t smallest_id() const { return header_.smallest_id; }
  std::int64_t largest_id() const { return header_.largest_id; }

  // Indices [first, last) of the columns that fall into a window.
  std::pair<std::size_t, std::size_t> rows_within(Interval window) const;
  std::vector<storage::PostRow> rows() const;  // as given to make(), as far as columns keep them

  std::span<const std::byte> sums_bytes() const { return sums_bytes_; }
  std::span<const std::byte> columns_bytes() const { return columns_bytes_; }
  bool on_heap() const { return file_ == nullptr; }
  const FilePtr& file() const { return file_; }  // null: on the heap

 private:
  struct Header {
    Interval time, posts;
    std::int64_t smallest_id, largest_id;
    std::uint32_t rows, groups, cells, uniques, accounts, best, shares, largest_author, largest_link, unused;
  };
  Day() = default;
  bool find_parts();

  std::shared_ptr<const void> heap_;
  FilePtr file_;
  std::span<const std::byte> sums_bytes_, columns_bytes_;
  Header header_{};
  std::vector<Group> groups_;
  std::span<const Cell> cells_;
  std::span<const Uniques> uniques_;  // sorted by (network, tag)
  std::span<const Account> accounts_;
  std::span<const BestPost> best_;
  std::vector<std::size_t> first_account_, first_best_;  // of each group
  Columns columns_;
  std::span<const Share> shares_;
};

using DayPtr = std::shared_ptr<const Day>;

// That any of them stand in, each once.
std::vector<FilePtr> files_of(std::span<const DayPtr> days);
// What was read of them so far is right; asked after reading.
bool sound(std::span<const FilePtr> files);

// Sum of the counts a server gave; empty when it gave none.
inline std::optional<std::int64_t> engagement_of(const Columns& posts, std::size_t row) {
  std::int64_t sum = 0;
  bool given = false;
  for (const auto count : {posts.likes[row], posts.boosts[row], posts.replies[row], posts.quotes[row]}) {
    if (count == no_count) continue;
    sum += count;
    given = true;
  }
  return given ? std::optional(sum) : std::nullopt;
}

}  // namespace clamor::analysis
