#include "collector/reread_course.hpp"

#include <algorithm>
#include <set>

#include "collector/source.hpp"

namespace clamor::collector {

std::int64_t engagement_of(const Counts& counts) {
  return counts.likes.value_or(0) + counts.boosts.value_or(0) + counts.replies.value_or(0) +
         counts.quotes.value_or(0);
}

const storage::FollowedPost::Vantage* readings_at(const storage::FollowedPost& post,
                                                  const std::string& vantage) {
  const auto found = std::ranges::find(post.vantages, vantage, &storage::FollowedPost::Vantage::server);
  return found == post.vantages.end() ? nullptr : &*found;
}

Course course_of(const storage::FollowedPost& post, const std::string& vantage) {
  Course course{post.at, {}, {}, in_control_group(post.key)};
  const auto* known = readings_at(post, vantage);
  if (!known) return course;
  const std::int64_t engagement = engagement_of(known->newest.counts);
  course.last = Sample{known->newest.until, engagement};
  if (known->newest.at < known->newest.until)
    course.before = Sample{known->newest.at, engagement};
  else if (known->before)
    course.before = Sample{known->before->until, engagement_of(known->before->counts)};
  return course;
}

// From the age of the counts alone: growth that would bring a call before the next rung is not looked at.
RereadState reread_state(storage::Following& following, UtcTime now) {
  std::set<Network> networks;
  for (const SourceEntry& entry : all_sources())
    if (const auto kind = entry.make(); kind->rereads()) networks.insert(kind->info().network);
  RereadState state;
  following.each_age({now - ladder.back(), now}, [&](const storage::CountsAge& post) {
    if (!networks.contains(post.network)) return;
    ++state.followed;
    Course course{post.at, {}, {}, false};
    if (post.until) {
      course.last = Sample{*post.until, 0};
      if (*post.since < *post.until) course.before = Sample{*post.since, 0};
    }
    const auto due = next_call(course);
    if (!due || *due > now) return;
    ++state.due;
    const auto after = next_rung(post.at, *due);
    state.late += after && *after <= now;
  });
  return state;
}

}  // namespace clamor::collector
