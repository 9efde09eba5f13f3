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

namespace {

// The home server's word, else the newest.
Course best_course(const storage::FollowedPost& post) {
  const auto best = std::ranges::max_element(
      post.vantages, {}, [](const auto& vantage) { return std::pair(vantage.home, vantage.newest.until); });
  return course_of(post, best == post.vantages.end() ? std::string() : best->server);
}

}  // namespace

RereadState reread_state(storage::Following& following, UtcTime now) {
  std::set<Network> networks;
  for (const SourceEntry& entry : all_sources())
    if (const auto kind = entry.make(); kind->rereads()) networks.insert(kind->info().network);
  RereadState state;
  for (const std::int64_t id : following.charted({now - ladder.back(), now}))
    for (const storage::FollowedPost& post : following.posts(std::span(&id, 1))) {
      if (!networks.contains(post.key.network)) continue;
      ++state.followed;
      const auto due = next_call(best_course(post));
      if (!due || *due > now) continue;
      ++state.due;
      const auto after = next_rung(post.at, *due);
      state.late += after && *after <= now;
    }
  return state;
}

}  // namespace clamor::collector
