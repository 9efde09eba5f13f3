#pragma once
// A filter made ready to be asked once per post. Only for this room.

#include <vector>

#include "analysis/snapshot.hpp"

namespace clamor::analysis {

class Selection {
 public:
  Selection(const Snapshot& snapshot, const Filter& filter);

  std::size_t first_row() const { return first_; }
  std::size_t last_row() const { return last_; }  // one past
  // Of a row between them: has any of the filter's tags, so a post with two of them is still one post.
  bool takes(std::size_t row) const {
    return (posts_.tags[row] & tags_) != 0 && takes_network_[posts_.network[row]];
  }
  const std::vector<std::size_t>& networks() const { return networks_; }  // chosen, in stack order
  bool takes_tag(std::size_t tag) const { return (tags_ >> tag & 1) != 0; }
  bool takes_network(std::size_t network) const { return takes_network_[network]; }

 private:
  const Columns& posts_;
  std::uint64_t tags_ = 0;
  std::vector<bool> takes_network_;
  std::vector<std::size_t> networks_;
  std::size_t first_, last_;
};

// Sum of the counts a server gave; empty when it gave none.
std::optional<std::int64_t> engagement_of(const Columns& posts, std::size_t row);

// Remembers a largest value per author, for distinct counts that start afresh many times without clearing.
class AuthorMarks {
 public:
  explicit AuthorMarks(const Columns& posts);

  // True the first time an author is met within `round`.
  bool first_in(std::size_t round, std::uint32_t author) {
    if (round_[author] == round + 1) return false;
    round_[author] = round + 1;
    largest_[author] = -1;
    return true;
  }
  // After first_in: how far this reading lifts the author's largest one (a first reading lifts it from zero).
  std::int64_t lift(std::uint32_t author, std::int64_t reading) {
    if (reading <= largest_[author]) return 0;
    const auto lifted = reading - std::max<std::int64_t>(largest_[author], 0);
    largest_[author] = reading;
    return lifted;
  }
  bool has_reading(std::uint32_t author) const { return largest_[author] >= 0; }

 private:
  std::vector<std::size_t> round_;
  std::vector<std::int64_t> largest_;
};

}  // namespace clamor::analysis
