#pragma once
// What the readings of the store mean to the schedule. Pure.

#include "collector/reread_schedule.hpp"
#include "storage/following.hpp"

namespace clamor::collector {

std::int64_t engagement_of(const Counts& counts);

// What one server told of the post; null: nothing.
const storage::FollowedPost::Vantage* readings_at(const storage::FollowedPost& post,
                                                  const std::string& vantage);

// The last two samples that a server's runs of equal counts stand for.
Course course_of(const storage::FollowedPost& post, const std::string& vantage);

// How far the readings are behind, from the store alone.
struct RereadState {
  std::int64_t followed = 0;  // posts of the last 28 days that some kind can read again
  std::int64_t due = 0;       // past a rung since their newest reading
  std::int64_t late = 0;      // past the one after it, too
};
RereadState reread_state(storage::Following& following, UtcTime now);

}  // namespace clamor::collector
