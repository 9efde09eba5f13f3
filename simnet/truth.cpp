#include "simnet/truth.hpp"

#include <map>
#include <set>

#include "core/text.hpp"
#include "core/zone.hpp"
#include "simnet/json.hpp"
#include "simnet/moment.hpp"

namespace clamor::simnet {
namespace {

struct Seen {
  int post = 0;
  std::set<std::string> tags;  // as tracked, not their keys
  std::set<Home> at;           // where one of them finds it
  Counts counts;               // from its home
};

// A post that is listed under one of its hashtags is read whole: it counts for all of them.
Seen seen_post(const Truth& truth, int index, UtcTime now) {
  Seen seen;
  seen.post = index;
  const Post& post = truth.world.post(index);
  if (post.at > now) return seen;
  for (const std::string_view tag : tracked_tags) {
    if (!tagged(post, hashtag_key(tag), now)) continue;
    seen.tags.emplace(tag);
    for (Home home = 0; home <= truth.world.bluesky(); ++home)
      if (truth.servers[static_cast<std::size_t>(home)]->lists(index, tag, now)) seen.at.insert(home);
  }
  if (!seen.at.empty())
    seen.counts = truth.servers[static_cast<std::size_t>(truth.world.home_of(index))]->told(index, now);
  return seen;
}

std::string uri_of(const Truth& truth, int post) {
  return truth.world.home_of(post) == truth.world.bluesky() ? truth.bluesky->views().uri(post)
                                                            : truth.addresses.uri(post);
}

// Sums over what was seen.
struct Sums {
  int posts = 0, mentions = 0, boosts = 0, engagement = 0;
  int deleted = 0, edited_away = 0, opted_out = 0;  // mentions
  std::set<int> authors;
  std::map<std::string, std::set<int>> tag_authors;
  std::map<std::string, int> tag_mentions;
  std::map<UtcTime, std::pair<int, int>> days;  // mentions, posts
  std::map<Home, std::map<std::string, int>> by_server;
  std::map<Home, int> server_posts;

  void add_mentions(const Seen& seen, UtcTime day) {
    ++posts;
    ++days[day].second;
    mentions += static_cast<int>(seen.tags.size());
    days[day].first += static_cast<int>(seen.tags.size());
    for (const std::string& tag : seen.tags) {
      ++tag_mentions[tag];
      for (const Home home : seen.at) ++by_server[home][tag];
    }
    for (const Home home : seen.at) ++server_posts[home];
  }
  void add_person(const Seen& seen, int author) {
    authors.insert(author);
    for (const std::string& tag : seen.tags) tag_authors[tag].insert(author);
    boosts += seen.counts.boosts;
    engagement += seen.counts.engagement();
  }
};

// What was seen at any of those moments, under all its tags and servers. Nobody sees a server that is out.
Seen seen_before(const Truth& truth, int index, const std::vector<UtcTime>& reads) {
  Seen all;
  all.post = index;
  for (const UtcTime moment : reads) {
    Seen then = seen_post(truth, index, moment);
    std::erase_if(then.at, [&](Home home) {
      return truth.guards[static_cast<std::size_t>(home)].out_of_order(moment);
    });
    if (then.at.empty()) continue;
    all.tags.insert(then.tags.begin(), then.tags.end());
    all.at.insert(then.at.begin(), then.at.end());
  }
  return all;
}

Sums sums_of(const Truth& truth, UtcTime now, const std::vector<UtcTime>& reads) {
  const Zone zone = *Zone::find(campaign_zone);
  Sums sums;
  for (int index = 0; index < static_cast<int>(truth.world.posts.size()); ++index) {
    const Post& post = truth.world.post(index);
    const UtcTime day = zone.day_of(post.at).from;
    const Seen seen = seen_post(truth, index, now);
    if (!seen.at.empty()) {
      sums.add_mentions(seen, day);
      if (truth.world.person(post.author).opted_out)
        sums.opted_out += static_cast<int>(seen.tags.size());
      else
        sums.add_person(seen, post.author);
      continue;
    }
    const bool changed = gone(post, now) || edited(post, now);
    const Seen before = changed ? seen_before(truth, index, reads) : Seen{};
    if (before.at.empty()) continue;
    const int mentions = static_cast<int>(before.tags.size());
    if (gone(post, now)) {
      sums.add_mentions(before, day);
      sums.deleted += mentions;
    } else {
      sums.edited_away += mentions;
    }
  }
  return sums;
}

void write_servers(Json& json, const Truth& truth, Sums& sums) {
  json.key("servers").open_array();
  for (Home home = 0; home <= truth.world.bluesky(); ++home) {
    const Kind kind = truth.world.kind(home);
    const Guard& guard = truth.guards[static_cast<std::size_t>(home)];
    json.open_object()
        .field("name", server_name(kind, home))
        .field("kind", kind_name(kind))
        .field("url", truth.addresses.url(home))
        .field("posts", sums.server_posts[home])
        .field("requests", guard.requests())
        .field("early_requests", guard.early())
        .key("tags")
        .open_array();
    for (const std::string_view tag : tracked_tags)
      json.open_object()
          .field("tag", tag)
          .field("posts", sums.by_server[home][std::string(tag)])
          .close_object();
    json.close_array().close_object();
  }
  json.close_array();
}

void write_outages(Json& json, const Truth& truth, UtcTime now) {
  json.key("outages").open_array();
  for (Home home = 0; home <= truth.world.bluesky(); ++home)
    for (const Outage& outage : truth.guards[static_cast<std::size_t>(home)].outages())
      if (outage.from <= now)
        json.open_object()
            .field("server", server_name(truth.world.kind(home), home))
            .field("from", to_rfc3339(outage.from))
            .field("to", to_rfc3339(outage.to))
            .close_object();
  json.close_array();
}

}  // namespace

std::string Truth::summary(UtcTime now, std::vector<UtcTime> reads) const {
  if (reads.empty()) reads.push_back(world.end);
  const Zone zone = *Zone::find(campaign_zone);
  Sums sums = sums_of(*this, now, reads);
  Json json;
  json.open_object()
      .field("simulated", id)
      .field("now", to_rfc3339(now))
      .field("timezone", campaign_zone)
      .field("posts", sums.posts)
      .field("mentions", sums.mentions)
      .key("tags")
      .open_array();
  for (const std::string_view tag : tracked_tags) {
    const std::string name(tag);
    json.open_object()
        .field("tag", name)
        .field("mentions", sums.tag_mentions[name])
        .field("authors", sums.tag_authors[name].size())
        .close_object();
  }
  json.close_array()
      .field("authors", sums.authors.size())
      .field("boosts", sums.boosts)
      .field("engagement", sums.engagement)
      .field("deleted", sums.deleted)
      .field("edited_away", sums.edited_away)
      .field("opted_out", sums.opted_out)
      .field("vetoed", 0);
  write_servers(json, *this, sums);
  write_outages(json, *this, now);
  json.key("days").open_array();
  for (const auto& [day, counted] : sums.days)
    json.open_object()
        .field("day", iso_day(zone.to_local(day)))
        .field("mentions", counted.first)
        .field("posts", counted.second)
        .close_object();
  return json.close_array().close_object().take();
}

std::string Truth::posts_jsonl(UtcTime now) const {
  std::string lines;
  for (int index = 0; index < static_cast<int>(world.posts.size()); ++index) {
    const Seen seen = seen_post(*this, index, now);
    if (seen.at.empty()) continue;
    const Post& post = world.post(index);
    const Person& author = world.person(post.author);
    const bool bluesky_post = author.home == world.bluesky();
    Json json;
    json.open_object()
        .field("uri", uri_of(*this, index))
        .field("network", bluesky_post ? "bluesky" : "fediverse")
        .field("author", bluesky_post ? bluesky->views().did(post.author)
                                      : author.handle + "@" + addresses.host(author.home))
        .field("created_at", to_rfc3339(post.at))
        .field("language", post.language)
        .key("tags")
        .open_array();
    for (const std::string& tag : seen.tags) json.value(tag);
    json.close_array().key("servers").open_array();
    for (const Home home : seen.at) json.value(addresses.url(home));
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
