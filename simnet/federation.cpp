#include "simnet/federation.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "simnet/random.hpp"

namespace clamor::simnet {
namespace {

const Post& post_at(const World& world, int index) {
  return world.posts[static_cast<std::size_t>(index)];
}
const Person& person_at(const World& world, int index) {
  return world.people[static_cast<std::size_t>(index)];
}

bool followed_from(const World& world, int author, Home server) {
  const double odds = std::min(0.92, 0.16 + 0.14 * std::log10(1.0 + person_at(world, author).followers));
  return unit(mixed(world.seed, 6'000'000 + static_cast<std::uint64_t>(author),
                    static_cast<std::uint64_t>(server))) < odds;
}

// Mostly seconds; now and then a queue is stuck for hours.
Millis federation_delay(const Post& post, Home server) {
  Random random(mixed(post.salt, 7, static_cast<std::uint64_t>(server)));
  const double seconds = random.chance(0.05) ? 600 + random.exponential(5400) : 1 + random.exponential(8);
  return Millis(static_cast<std::int64_t>(seconds * 1000));
}

std::optional<UtcTime> arrival(const World& world, int index, Home server) {
  const Post& post = post_at(world, index);
  const Home home = person_at(world, post.author).home;
  if (home == world.bluesky()) return std::nullopt;
  if (home == server) return post.at;
  const Millis delay = federation_delay(post, server);
  std::optional<UtcTime> first;
  const auto heard = [&](UtcTime at) { first = first ? std::min(*first, at) : at; };
  if (followed_from(world, post.author, server)) heard(post.at + delay);
  for (const Act& boost : post.boosts)
    if (person_at(world, boost.person).home == server) heard(boost.at + delay);
  for (int reply : post.replies)
    if (person_at(world, post_at(world, reply).author).home == server) heard(post_at(world, reply).at);
  return first;
}

int until(const std::vector<Act>& acts, UtcTime now) {
  const auto end =
      std::upper_bound(acts.begin(), acts.end(), now, [](UtcTime at, const Act& act) { return at < act.at; });
  return static_cast<int>(end - acts.begin());
}

}  // namespace

ServerView::ServerView(const World& world, Home self)
    : world_(world), self_(self), place_(world.posts.size(), -1) {
  std::unordered_set<std::uint64_t> taken;
  for (int index = 0; index < static_cast<int>(world.posts.size()); ++index) {
    const auto arrived = arrival(world, index, self);
    if (!arrived || *arrived > world.horizon) continue;
    const Post& post = post_at(world, index);
    Known known{0, index, *arrived, post.at};
    if (person_at(world, post.author).home != self)
      known.created_at = std::chrono::floor<std::chrono::seconds>(post.at);
    const auto noise = mixed(post.salt, 8, static_cast<std::uint64_t>(self)) & 0xffff;
    known.id = (static_cast<std::uint64_t>(known.created_at.time_since_epoch().count()) << 16) + noise;
    while (!taken.insert(known.id).second) ++known.id;
    by_id_.push_back(known);
  }
  std::sort(by_id_.begin(), by_id_.end(), [](const Known& a, const Known& b) { return a.id < b.id; });
  for (std::uint32_t place = 0; place < by_id_.size(); ++place) {
    const Post& post = post_at(world, by_id_[place].post);
    place_[static_cast<std::size_t>(by_id_[place].post)] = static_cast<int>(place);
    if (post.unlisted) continue;  // public for those who have the link, in no timeline of a hashtag
    for (const std::string& key : post.tags) tags_[key].push_back(place);
  }
}

const ServerView::Known* ServerView::find(std::uint64_t id, UtcTime now) const {
  const auto at =
      std::lower_bound(by_id_.begin(), by_id_.end(), id,
                       [](const Known& known, std::uint64_t wanted) { return known.id < wanted; });
  return at != by_id_.end() && at->id == id && at->arrived <= now ? &*at : nullptr;
}

const ServerView::Known* ServerView::of_post(int post, UtcTime now) const {
  const int place = post < 0 ? -1 : place_[static_cast<std::size_t>(post)];
  if (place < 0) return nullptr;
  const Known& known = by_id_[static_cast<std::size_t>(place)];
  return known.arrived <= now ? &known : nullptr;
}

const std::vector<std::uint32_t>& ServerView::tagged(const std::string& key) const {
  static const std::vector<std::uint32_t> none;
  const auto found = tags_.find(key);
  return found == tags_.end() ? none : found->second;
}

std::uint64_t ServerView::account_id(int person) const {
  const auto joined = static_cast<std::uint64_t>(person_at(world_, person).joined.time_since_epoch().count());
  // The place in the list keeps ids apart; the server is what makes them differ.
  return ((joined + mixed(world_.seed, static_cast<std::uint64_t>(self_)) % 86'400'000) << 16) +
         static_cast<std::uint64_t>(person);
}

Counts true_counts(const World& world, int index, UtcTime now) {
  const Post& post = post_at(world, index);
  const auto came = [&](int other) { return post_at(world, other).at <= now; };
  return {static_cast<int>(std::count_if(post.replies.begin(), post.replies.end(), came)),
          until(post.boosts, now), until(post.likes, now),
          static_cast<int>(std::count_if(post.quoters.begin(), post.quoters.end(), came))};
}

// Elsewhere a server hears of its own people's acts, and of few others.
bool ServerView::heard(int index, int person) const {
  return person_at(world_, person).home == self_ ||
         (mixed(post_at(world_, index).salt, static_cast<std::uint64_t>(person),
                static_cast<std::uint64_t>(self_)) &
          7) == 0;
}

Counts ServerView::counts(int index, UtcTime now) const {
  const Post& post = post_at(world_, index);
  if (person_at(world_, post.author).home == self_) return true_counts(world_, index, now);
  const auto heard_of = [&](const std::vector<Act>& acts) {
    return static_cast<int>(std::count_if(acts.begin(), acts.begin() + until(acts, now),
                                          [&](const Act& act) { return heard(index, act.person); }));
  };
  const auto known = [&](int other) { return of_post(other, now) != nullptr; };
  return {static_cast<int>(std::count_if(post.replies.begin(), post.replies.end(), known)),
          heard_of(post.boosts), heard_of(post.likes),
          static_cast<int>(std::count_if(post.quoters.begin(), post.quoters.end(), known))};
}

}  // namespace clamor::simnet
