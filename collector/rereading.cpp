#include "collector/rereading.hpp"

#include <algorithm>
#include <chrono>

#include "collector/reread_course.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

constexpr Millis first_look_after = 10s;  // by then sources have signed in
constexpr Millis look_every = 1min;
constexpr Millis whole_look_every = 1h;          // also finds what was read back into the past meanwhile
constexpr std::size_t considered_at_once = 500;  // some milliseconds of the event loop
constexpr std::size_t most_followed = 500;
// When no rung is left a post is read once at home, if it was met within this time.
constexpr Millis met_lately = 24h;

// From the beginning of a day, so that two passes shortly one after the other follow the same posts.
UtcTime followed_since(UtcTime now) {
  constexpr Millis and_a_day = 24h;  // for the last rung to be served in
  return std::chrono::floor<std::chrono::days>(now - ladder.back() - and_a_day);
}

}  // namespace

Rereading::Rereading(std::unique_ptr<storage::Following> following, const RunContext& context)
    : following_(std::move(following)),
      context_(context),
      servers_(*following_, *this, context),
      next_look_(context.monotonic() + first_look_after) {}

// ---- what is due

std::vector<Asker*> Rereading::look() {
  const Millis clock = context_.monotonic();
  const UtcTime now = context_.now();
  const bool time_to_look = !context_.options.once && clock >= next_look_;
  if (time_to_look) {
    find_posts(now);
    next_look_ = clock + look_every;
  }
  std::vector<std::int64_t> some = take_found(considered_at_once);
  for (; !later_.empty() && later_.top().at <= now; later_.pop()) some.push_back(later_.top().post);
  if (some.empty() && !time_to_look) return {};
  consider(some, now);
  return servers_.ready();
}

std::vector<Asker*> Rereading::pass() {
  if (std::exchange(passed_, true)) return {};
  const UtcTime now = context_.now();
  find_posts(now);
  while (!found_.empty()) consider(take_found(considered_at_once), now);
  return servers_.ready();
}

// Between two looks exactly those posts came to a rung that are as old as the rung now and were not then.
void Rereading::find_posts(UtcTime now) {
  std::vector<std::int64_t> posts;
  const auto add = [&](Interval charted) {
    const auto some = following_->charted(charted);
    posts.insert(posts.end(), some.begin(), some.end());
  };
  if (const Millis clock = context_.monotonic(); clock >= next_whole_look_ || !looked_until_) {
    add({followed_since(now), now});
    for (const std::int64_t post : following_->met_late(now - met_lately, followed_since(now)))
      if (met_late_.insert(post).second) posts.push_back(post);
    find_profiles(now);
    next_whole_look_ = clock + whole_look_every;
  } else {
    for (const Millis rung : ladder) add({*looked_until_ - rung, now - rung});
  }
  looked_until_ = now;
  std::ranges::sort(posts);
  posts.erase(std::unique(posts.begin(), posts.end()), posts.end());
  found_.insert(found_.end(), posts.begin(), posts.end());
}

void Rereading::find_profiles(UtcTime now) {
  auto authors = following_->authors(followed_since(now));
  std::ranges::sort(authors, std::greater{}, &storage::FollowedAuthor::followers);
  for (std::size_t i = 0; i < authors.size(); ++i) {
    const auto& author = authors[i];
    if (next_profile(author.read_at, author.newest_post, i < most_followed, now) > now) continue;
    if (RereadAsker* const server = servers_.of_profile(author.key)) server->profile_due(author.key);
  }
}

std::vector<std::int64_t> Rereading::take_found(std::size_t at_most) {
  const auto end = found_.begin() + static_cast<std::ptrdiff_t>(std::min(found_.size(), at_most));
  std::vector<std::int64_t> some(found_.begin(), end);
  found_.erase(found_.begin(), end);
  return some;
}

void Rereading::consider(std::span<const std::int64_t> posts, UtcTime now) {
  for (const storage::FollowedPost& post : following_->posts(posts))
    for (RereadAsker* server : servers_.of(post)) {
      const Course course = course_of(post, server->vantage());
      priors_.add(course);
      if (const auto due = next_call(course); due && *due <= now)
        server->due(post.id, priority(course, priors_.of(now - post.at), now, server->a_request()));
      if (const auto* readings = readings_at(post, server->vantage()))
        consider_boosters(post, *server, readings->newest.counts);
    }
}

// ---- what follows from an answer

void Rereading::was_read(RereadAsker& at, const storage::FollowedPost& post, const Counts& counts) {
  const UtcTime now = context_.now();
  Course course = course_of(post, at.vantage());
  course.before = course.last;
  course.last = Sample{now, engagement_of(counts)};
  const auto next = next_call(course);
  // Rungs are found by looking; what comes between them is remembered.
  if (!context_.options.once && next && *next < next_rung(course.written, now)) later_.push({*next, post.id});
  consider_boosters(post, at, counts);
}

// More boosts than when they were last listed there: somebody is new. A request for each post is too much
// while somebody waits.
void Rereading::consider_boosters(const storage::FollowedPost& post, const RereadAsker& at,
                                  const Counts& counts) {
  if (context_.options.once) return;
  const auto* readings = readings_at(post, at.vantage());
  const std::int64_t boosts = counts.boosts.value_or(0), listed = readings ? readings->boosters : 0;
  if (boosts <= listed) return;
  if (RereadAsker* const lister = servers_.of_boosters(post); lister == &at)
    lister->boosters_due(post.id, boosts, listed);
}

// Only its home can say that a post is gone; elsewhere a copy may have been cleared away.
void Rereading::is_missing(const storage::FollowedPost& post) {
  if (RereadAsker* const home = servers_.home(post.key)) home->doubt(post.id);
}

}  // namespace clamor::collector
