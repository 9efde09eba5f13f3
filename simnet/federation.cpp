#include "simnet/federation.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "core/text.hpp"
#include "simnet/random.hpp"
#include "simnet/spelling.hpp"

namespace clamor::simnet {
namespace {

constexpr double hour_ms = 3'600'000.0;

bool followed_from(const World& world, int author, Home server) {
  const double odds = std::min(0.92, 0.16 + 0.14 * std::log10(1.0 + world.person(author).followers));
  return unit(mixed(world.seed, 6'000'000 + static_cast<std::uint64_t>(author),
                    static_cast<std::uint64_t>(server))) < odds;
}

// Mostly seconds; now and then a queue is stuck for hours.
Millis federation_delay(const Post& post, Home server) {
  Random random(mixed(post.salt, 7, static_cast<std::uint64_t>(server)));
  const double seconds = random.chance(0.05) ? 600 + random.exponential(5400) : 1 + random.exponential(8);
  return Millis(static_cast<std::int64_t>(seconds * 1000));
}

// Empty: as quick as any.
std::optional<Millis> lateness(const World& world, const Post& post, Home server) {
  Random random(mixed(post.salt, 25, static_cast<std::uint64_t>(server)));
  if (!random.chance(world.late)) return std::nullopt;
  return Millis(static_cast<std::int64_t>((2 + random.exponential(7)) * hour_ms));
}

bool numbers_arrivals(Kind kind) {
  return kind == Kind::lemmy || kind == Kind::piefed || kind == Kind::peertube;
}

bool has_a_place_for(Kind kind, const World& world, const Post& post) {
  const Kind home = world.kind(world.person(post.author).home);
  if (home == Kind::bluesky) return false;
  switch (kind) {
    case Kind::mastodon:
    case Kind::misskey:
      return true;
    case Kind::lemmy:
    case Kind::piefed:
      if (post.root >= 0) return !post.unlisted && has_a_place_for(kind, world, world.post(post.root));
      return home == Kind::lemmy || home == Kind::piefed || post.filed;
    case Kind::peertube:
      return home == Kind::peertube;
    case Kind::bluesky:
      break;
  }
  return false;
}

std::optional<UtcTime> arrival(const World& world, int index, Home server) {
  const Post& post = world.post(index);
  if (!has_a_place_for(world.kind(server), world, post)) return std::nullopt;
  if (world.home_of(index) == server) return post.at;
  const Millis delay = federation_delay(post, server);
  std::optional<UtcTime> first;
  if (post.root >= 0 && numbers_arrivals(world.kind(server))) {  // a comment comes to whoever has its thread
    const auto thread = arrival(world, post.root, server);
    return thread ? std::optional(std::max(*thread, post.at + delay)) : std::nullopt;
  }
  const auto heard = [&](UtcTime at) { first = first ? std::min(*first, at) : at; };
  if (followed_from(world, post.author, server)) heard(post.at + delay);
  for (const Act& boost : post.boosts)
    if (world.person(boost.person).home == server) heard(boost.at + delay);
  for (int reply : post.replies)
    if (world.home_of(reply) == server) heard(world.post(reply).at);
  const auto late = lateness(world, post, server);
  return first && late ? post.at + *late : first;
}

int until(const std::vector<Act>& acts, UtcTime now) {
  const auto end =
      std::upper_bound(acts.begin(), acts.end(), now, [](UtcTime at, const Act& act) { return at < act.at; });
  return static_cast<int>(end - acts.begin());
}

}  // namespace

std::vector<std::string> declared_tags(const World& world, int index, UtcTime now) {
  const Post& post = world.post(index);
  if (world.kind(world.home_of(index)) == Kind::lemmy || !post.listed_tags) return {};
  std::vector<std::string> tags, keys;
  for (const Piece& piece : pieces_at(post, now)) {
    if (piece.kind != Piece::hashtag) continue;
    std::string key = hashtag_key(piece.text);
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    keys.push_back(std::move(key));
    tags.push_back(piece.text);
  }
  return tags;
}

// A snowflake of Mastodon: milliseconds and sixteen bits of noise. An aid of Misskey: milliseconds since 2000
// and two letters of noise in base 36.
std::uint64_t ServerView::id_from_time(const Known& known) const {
  constexpr std::int64_t year_2000 = 946'684'800'000;
  const auto noise = mixed(world_.post(known.post).salt, 8, static_cast<std::uint64_t>(self_));
  const auto ms = known.created_at.time_since_epoch().count();
  return world_.kind(self_) == Kind::misskey
             ? static_cast<std::uint64_t>(ms - year_2000) * 1296 + noise % 1296
             : (static_cast<std::uint64_t>(ms) << 16) + (noise & 0xffff);
}

ServerView::ServerView(const World& world, Home self)
    : world_(world), self_(self), place_(world.posts.size(), -1) {
  for (int index = 0; index < static_cast<int>(world.posts.size()); ++index) {
    const auto arrived = arrival(world, index, self);
    if (!arrived || *arrived > world.horizon) continue;
    Known known{0, index, *arrived, world.post(index).at};
    if (world.home_of(index) != self)
      known.created_at = std::chrono::floor<std::chrono::seconds>(known.created_at);
    in_order_.push_back(known);
  }
  if (numbers_arrivals(world.kind(self))) {
    std::sort(in_order_.begin(), in_order_.end(), [](const Known& a, const Known& b) {
      return std::pair(a.arrived, a.post) < std::pair(b.arrived, b.post);
    });
    std::uint64_t next = 1000;
    for (Known& known : in_order_) known.id = ++next;
  } else {
    std::unordered_set<std::uint64_t> taken;
    for (Known& known : in_order_)
      for (known.id = id_from_time(known); !taken.insert(known.id).second;) ++known.id;
  }
  std::sort(in_order_.begin(), in_order_.end(), [](const Known& a, const Known& b) {
    return std::pair(a.created_at, a.id) < std::pair(b.created_at, b.id);
  });
  for (std::uint32_t place = 0; place < in_order_.size(); ++place) {
    const int index = in_order_[place].post;
    place_[static_cast<std::size_t>(index)] = static_cast<int>(place);
    by_id_.emplace(in_order_[place].id, place);
    std::unordered_set<std::string> keys;
    for (const UtcTime version : {world.post(index).at, world.horizon})
      for (const std::string& tag : declared_tags(world, index, version)) keys.insert(key_of(tag));
    for (const std::string& key : keys) tags_[key].push_back(place);
  }
}

const ServerView::Known* ServerView::find(std::uint64_t id, UtcTime now) const {
  const Known* known = ever_called(id);
  return known ? of_post(known->post, now) : nullptr;
}

const ServerView::Known* ServerView::ever_called(std::uint64_t id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &in_order_[found->second];
}

const ServerView::Known* ServerView::of_post(int post, UtcTime now) const {
  const Known* known = ever(post);
  return known && known->arrived <= now && !gone(world_.post(post), now) ? known : nullptr;
}

const ServerView::Known* ServerView::ever(int post) const {
  const int place = post < 0 ? -1 : place_[static_cast<std::size_t>(post)];
  return place < 0 ? nullptr : &in_order_[static_cast<std::size_t>(place)];
}

const std::vector<std::uint32_t>& ServerView::tagged(const std::string& key) const {
  static const std::vector<std::uint32_t> none;
  const auto found = tags_.find(key);
  return found == tags_.end() ? none : found->second;
}

// Mastodon folds accents; the others only capitals.
std::string ServerView::key_of(std::string_view spelling) const {
  return world_.kind(self_) == Kind::mastodon ? hashtag_key(spelling) : lower_case(spelling);
}

std::uint64_t ServerView::account_id(int person) const {
  const auto number = static_cast<std::uint64_t>(person);
  if (numbers_arrivals(world_.kind(self_))) return 100 + number;
  if (world_.kind(self_) == Kind::misskey)
    return 0x2'0000'0000'0000 + number * 1296 + static_cast<std::uint64_t>(self_);
  const auto joined = static_cast<std::uint64_t>(world_.person(person).joined.time_since_epoch().count());
  // The place in the list keeps ids apart; the server is what makes them differ.
  return ((joined + mixed(world_.seed, static_cast<std::uint64_t>(self_)) % 86'400'000) << 16) + number;
}

int ServerView::person_of(std::uint64_t account) const {
  for (int person = 0; person < static_cast<int>(world_.people.size()); ++person)
    if (account_id(person) == account && world_.person(person).home != world_.bluesky()) return person;
  return -1;
}

Counts true_counts(const World& world, int index, UtcTime now) {
  const Post& post = world.post(index);
  const auto there = [&](int other) { return world.post(other).at <= now && !gone(world.post(other), now); };
  return {static_cast<int>(std::count_if(post.replies.begin(), post.replies.end(), there)),
          until(post.boosts, now), until(post.likes, now),
          static_cast<int>(std::count_if(post.quoters.begin(), post.quoters.end(), there))};
}

// Elsewhere a server hears of its own people's acts, and of few others.
bool ServerView::heard(int index, int person) const {
  return world_.person(person).home == self_ ||
         (mixed(world_.post(index).salt, static_cast<std::uint64_t>(person),
                static_cast<std::uint64_t>(self_)) &
          7) == 0;
}

Counts ServerView::counts(int index, UtcTime now) const {
  const Post& post = world_.post(index);
  if (world_.home_of(index) == self_) return true_counts(world_, index, now);
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
