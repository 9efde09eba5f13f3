#include "simnet/truth.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/text.hpp"
#include "core/zone.hpp"
#include "simnet/moment.hpp"

namespace clamor::simnet {
namespace {

struct Seen {
  int post = 0;
  std::vector<std::string> tags;  // as tracked, not their keys
  std::vector<Home> at;           // where it is listed
  Counts counts;                  // from its home where that can be read, else the highest elsewhere
};

std::vector<Seen> seen_posts(const Truth& truth, UtcTime now) {
  const World& world = truth.world;
  std::vector<Seen> all;
  for (int index = 0; index < static_cast<int>(world.posts.size()); ++index) {
    const Post& post = world.posts[static_cast<std::size_t>(index)];
    Seen seen{index, {}, {}, {}};
    for (const std::string_view tag : tracked_tags)
      if (std::find(post.tags.begin(), post.tags.end(), hashtag_key(tag)) != post.tags.end())
        seen.tags.emplace_back(tag);
    if (seen.tags.empty() || post.unlisted) continue;
    const Home home = world.people[static_cast<std::size_t>(post.author)].home;
    if (home == world.bluesky()) {
      if (!truth.bluesky.views().shown(index, now)) continue;
      seen.at.push_back(home);
      seen.counts = true_counts(world, index, now);
    }
    for (const MastodonApi& server : truth.mastodons) {
      if (server.closed() || !server.view().of_post(index, now)) continue;
      const Counts told = server.view().counts(index, now);
      seen.counts = {std::max(seen.counts.replies, told.replies), std::max(seen.counts.boosts, told.boosts),
                     std::max(seen.counts.likes, told.likes), std::max(seen.counts.quotes, told.quotes)};
      seen.at.push_back(server.view().self());
    }
    if (!seen.at.empty()) all.push_back(std::move(seen));
  }
  return all;
}

std::string uri_of(const Truth& truth, int post) {
  const int author = truth.world.posts[static_cast<std::size_t>(post)].author;
  const Home home = truth.world.people[static_cast<std::size_t>(author)].home;
  return home == truth.world.bluesky() ? truth.bluesky.views().uri(post)
                                       : truth.mastodons[static_cast<std::size_t>(home)].entities().uri(post);
}

}  // namespace

std::string source_name(const World& world, Home home) {
  return home == world.bluesky() ? "bsky.sim" : "masto-" + std::to_string(home + 1) + ".sim";
}

std::string Truth::summary(UtcTime now) const {
  const Zone zone = *Zone::find(campaign_zone);
  const auto posts = seen_posts(*this, now);
  std::set<int> authors;
  std::map<std::string, std::set<int>> tag_authors;
  std::map<std::string, int> tag_mentions;
  std::map<UtcTime, std::pair<int, int>> days;  // mentions, posts
  std::map<Home, std::map<std::string, int>> by_server;
  std::map<Home, int> server_posts;
  int mentions = 0, boosts = 0, engagement = 0;
  for (const Seen& seen : posts) {
    const Post& post = world.posts[static_cast<std::size_t>(seen.post)];
    authors.insert(post.author);
    auto& day = days[zone.day_of(post.at).from];
    ++day.second;
    for (const std::string& tag : seen.tags) {
      ++mentions;
      ++day.first;
      ++tag_mentions[tag];
      tag_authors[tag].insert(post.author);
      for (const Home home : seen.at) ++by_server[home][tag];
    }
    for (const Home home : seen.at) ++server_posts[home];
    boosts += seen.counts.boosts;
    engagement += seen.counts.engagement();
  }
  Json json;
  json.open_object()
      .field("simulated", id)
      .field("now", to_rfc3339(now))
      .field("timezone", campaign_zone)
      .field("posts", posts.size())
      .field("mentions", mentions)
      .key("tags")
      .open_array();
  for (const std::string_view tag : tracked_tags) {
    const std::string name(tag);
    json.open_object()
        .field("tag", name)
        .field("mentions", tag_mentions[name])
        .field("authors", tag_authors[name].size())
        .close_object();
  }
  json.close_array()
      .field("authors", authors.size())
      .field("boosts", boosts)
      .field("engagement", engagement)
      .field("deleted", 0)
      .field("edited_away", 0)
      .field("opted_out", 0)
      .field("vetoed", 0)
      .key("servers")
      .open_array();
  for (Home home = 0; home <= world.bluesky(); ++home) {
    json.open_object()
        .field("name", source_name(world, home))
        .field("kind", home == world.bluesky() ? "bluesky" : "mastodon")
        .field("url", urls[static_cast<std::size_t>(home)])
        .field("posts", server_posts[home])
        .key("tags")
        .open_array();
    for (const std::string_view tag : tracked_tags)
      json.open_object().field("tag", tag).field("posts", by_server[home][std::string(tag)]).close_object();
    json.close_array().close_object();
  }
  json.close_array().key("days").open_array();
  for (const auto& [day, counted] : days)
    json.open_object()
        .field("day", iso_day(zone.to_local(day)))
        .field("mentions", counted.first)
        .field("posts", counted.second)
        .close_object();
  return json.close_array().close_object().take();
}

std::string Truth::posts_jsonl(UtcTime now) const {
  std::string lines;
  for (const Seen& seen : seen_posts(*this, now)) {
    const Post& post = world.posts[static_cast<std::size_t>(seen.post)];
    const Person& author = world.people[static_cast<std::size_t>(post.author)];
    const bool bluesky_post = author.home == world.bluesky();
    const std::string& url = urls[static_cast<std::size_t>(author.home)];
    Json json;
    json.open_object()
        .field("uri", uri_of(*this, seen.post))
        .field("network", bluesky_post ? "bluesky" : "fediverse")
        .field("author", bluesky_post ? bluesky.views().did(post.author)
                                      : author.handle + "@" + url.substr(url.find("//") + 2))
        .field("created_at", to_rfc3339(post.at))
        .field("language", post.language)
        .key("tags")
        .open_array();
    for (const std::string& tag : seen.tags) json.value(tag);
    json.close_array().key("servers").open_array();
    for (const Home home : seen.at) json.value(urls[static_cast<std::size_t>(home)]);
    json.close_array()
        .field("replies", seen.counts.replies)
        .field("boosts", seen.counts.boosts)
        .field("likes", seen.counts.likes)
        .field("quotes", seen.counts.quotes)
        .close_object();
    lines += json.take() + "\n";
  }
  return lines;
}

}  // namespace clamor::simnet
