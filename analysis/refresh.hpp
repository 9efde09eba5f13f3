#pragma once
// Days brought up to date with what changed since they were made: only those that hold a changed post, or a post whose
// author has another follower reading nearest to it now, are made anew. Only for this room.

#include <map>

#include "analysis/snapshot.hpp"

namespace clamor::analysis {

class Refresh {
 public:
  Refresh(storage::Reader& reader, const Zone& zone, std::vector<DayPtr>& days)
      : reader_(reader), zone_(zone), days_(days) {}

  void look_at_posts(const std::vector<std::int64_t>& ids);
  void look_at_followers(const std::vector<std::int64_t>& authors, UtcTime readings_from);
  // Puts new days into the place of old ones; answers how many were made.
  std::size_t apply();

 private:
  struct Edit {
    std::vector<std::int64_t> gone;                                   // ids, in any order
    std::vector<storage::PostRow> come;                               // sorted
    std::vector<std::pair<std::size_t, std::int64_t>> followers;      // row, reading; no_count: none any more
  };

  const Day* day_from(UtcTime from) const;
  void take_out(std::vector<std::int64_t> ids);
  void compare_followers(const Day& day, const std::vector<std::uint32_t>& authors);

  storage::Reader& reader_;
  const Zone& zone_;
  std::vector<DayPtr>& days_;
  std::map<UtcTime, Edit> edits_;  // by the beginning of the day
};

}  // namespace clamor::analysis
