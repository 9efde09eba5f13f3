#include "simnet/world.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "simnet/random.hpp"

namespace clamor::simnet {
namespace {

// As many posts, whatever their pace.
Millis live_time(int pace) {
  constexpr Millis at_the_usual_pace = std::chrono::hours(48);
  return at_the_usual_pace * 60 / std::max(60, pace);
}

// Posts in time order, with parents pointing into that order.
std::vector<Post> posts_from(const World& world, const std::vector<Spark>& sparks) {
  std::vector<std::size_t> order(sparks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return sparks[a].at < sparks[b].at; });
  std::vector<int> place(sparks.size());
  std::vector<Post> posts(sparks.size());
  for (std::size_t index = 0; index < order.size(); ++index) {
    const Spark& spark = sparks[order[index]];
    place[order[index]] = static_cast<int>(index);
    Post& post = posts[index];
    post.author = spark.author;
    post.at = spark.at;
    post.salt = mixed(world.seed, 4, order[index]);
    if (spark.parent < 0) continue;
    const int parent = place[static_cast<std::size_t>(spark.parent)];  // older, so placed already
    Post& source = posts[static_cast<std::size_t>(parent)];
    if (spark.tie == Spark::quote) {
      post.quoted = parent;
      source.quoters.push_back(static_cast<int>(index));
    }
    if (spark.tie == Spark::reply) {
      post.parent = parent;
      post.root = source.root >= 0 ? source.root : parent;
      source.replies.push_back(static_cast<int>(index));
    }
  }
  return posts;
}

// How much larger than natural a world must be to have so many posts with a tracked hashtag.
double scale_of(WorldSize size) {
  if (size.posts <= 0) return 1;
  constexpr double tagged_share = 0.73;
  size.live = false;
  const auto natural = make_cascade(size, make_people(size, 1), make_shocks(size), size.end, 1).size();
  return size.posts / (tagged_share * static_cast<double>(std::max<std::size_t>(1, natural)));
}

}  // namespace

bool tagged(const Post& post, const std::string& key, UtcTime now) {
  const auto& tags = tags_at(post, now);
  return std::find(tags.begin(), tags.end(), key) != tags.end();
}

void spread(World& world, Post& post) {
  const Person& author = world.people[static_cast<std::size_t>(post.author)];
  Random random(mixed(post.salt, 5));
  const double pull =
      std::pow(1.0 + author.followers, 0.42) * (post.parent >= 0 ? 0.25 : 1.0) * random.pareto(2.2);
  // Few people do most of the boosting.
  const auto someone = [&] {
    for (int tries = 0; tries < 60; ++tries) {
      const int person = static_cast<int>(random.below(world.people.size()));
      const bool near = (world.people[static_cast<std::size_t>(person)].home == world.bluesky()) ==
                        (author.home == world.bluesky());
      const double zeal = std::pow(unit(mixed(world.seed, 22, static_cast<std::uint64_t>(person))), 3);
      if (near && random.chance(zeal)) return person;
    }
    return post.author;
  };
  enum class What { boost, like };
  const auto act = [&](What what, double mean, double hours) {
    std::vector<Act> acts;
    std::unordered_set<int> seen{post.author};  // nobody counts twice, the author not at all
    for (int left = random.poisson(std::min(mean, 175.0)); left > 0; --left) {
      const int person = someone();
      // Threads and videos are voted on; their people have no boost to give.
      if (what == What::boost && !writes_notes(world.kind(world.person(person).home))) continue;
      const double wait = std::min(96.0, hours * (random.pareto(1.1) - 0.98));
      const UtcTime at = post.at + Millis(static_cast<std::int64_t>(wait * 3'600'000.0));
      if (at < world.horizon && seen.insert(person).second) acts.push_back({person, at});
    }
    std::sort(acts.begin(), acts.end(), [](const Act& a, const Act& b) {
      return std::pair(a.at, a.person) < std::pair(b.at, b.person);
    });
    return acts;
  };
  post.boosts = act(What::boost, 0.24 * pull, 0.4);
  post.likes = act(What::like, 0.6 * pull, 0.25);
}

World make_world(const WorldSize& size) {
  World world;
  world.seed = size.seed;
  world.kinds = size.kinds;
  world.late = size.late;
  world.end = size.end;
  world.start = size.end - std::chrono::days(size.days);
  world.horizon = size.live ? size.end + live_time(size.pace) : size.end;
  const double scale = scale_of(size);
  world.people = make_people(size, scale);
  world.shocks = make_shocks(size);
  world.posts = posts_from(world, make_cascade(size, world.people, world.shocks, world.horizon, scale));
  for (std::size_t index = 0; index < world.posts.size(); ++index) {
    Post& post = world.posts[index];
    write_text(world, post);
    change(world, post, size);
    spread(world, post);
    world.people[static_cast<std::size_t>(post.author)].posts.push_back(static_cast<int>(index));
  }
  return world;
}

}  // namespace clamor::simnet
