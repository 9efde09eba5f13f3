// Answers without end: what is told while somebody listens.
#include <map>

#include "simnet/mastodon_api.hpp"
#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

constexpr auto day = std::chrono::hours(24);

const Town& changing_town() {
  static const Town town({.servers = 4, .faults = {"edits:30", "deletions:20"}});
  return town;
}

Response listen(const Town& town, Home home, const std::string& target, UtcTime from,
                std::pair<std::string, std::string> header) {
  Request request = make_request("GET", target);
  request.headers.insert(std::move(header));
  return town.fleet.answer(home, request, from, from);
}

Response listen_to_tag(const Town& town, Home home, UtcTime from) {
  return listen(town, home, "/api/v1/streaming/hashtag?tag=FreeThemAll", from,
                {"authorization", "Bearer " + mastodon_token(town.world, home)});
}

// Everything told up to the end, looked at every hour.
std::vector<std::string> heard(const Response& stream, UtcTime from) {
  std::vector<std::string> all;
  for (UtcTime at = from; at <= town_end(); at += std::chrono::hours(1)) {
    const auto news = stream.news(at);
    all.insert(all.end(), news.value().begin(), news.value().end());
  }
  return all;
}

TEST(MastodonStream, OpensToItsTokenAlone) {
  const Town& town = usual_town();
  const std::string target = "/api/v1/streaming/hashtag?tag=FreeThemAll";
  EXPECT_EQ(listen(town, 0, target, town.now, {"accept", "*/*"}).status, 401);
  EXPECT_EQ(listen(town, 0, target, town.now, {"authorization", "Bearer other"}).status, 401);
  const Response stream = listen_to_tag(town, 0, town.now);
  EXPECT_EQ(stream.status, 200);
  EXPECT_EQ(stream.manner, Response::Manner::events);
  EXPECT_EQ(stream.content_type, "text/event-stream");
}

TEST(MastodonStream, TellsEachPostOnceAsItArrivesThenItsEditsAndItsEnd) {
  const Town& town = changing_town();
  const UtcTime from = town.now - 5 * day;
  std::map<std::string, int> told;
  std::set<std::string> posts;
  for (const std::string& event : heard(listen_to_tag(town, 0, from), from)) {
    if (event.starts_with(":")) continue;
    const auto line = event.find('\n');
    const std::string name = event.substr(7, line - 7);
    ++told[name];
    ASSERT_TRUE(event.ends_with("\n\n"));
    if (name != "update") continue;
    const Parsed status(event.substr(line + 7, event.size() - line - 9));
    EXPECT_TRUE(posts.insert(text(status["uri"])).second);
  }
  EXPECT_GT(told["update"], 0);
  EXPECT_GT(told["status.update"], 0);
  EXPECT_GT(told["delete"], 0);
  for (const auto& known : town.view(0).in_order())
    if (known.arrived > from && town.fleet.server(0).lists(known.post, "FreeThemAll", town.now)) {
      EXPECT_TRUE(posts.contains(town.fleet.addresses().uri(known.post)));
    }
}

TEST(Jetstream, GoesOnFromItsCursorAndTellsAllPostsInTheirOrder) {
  const Town& town = changing_town();
  const UtcTime from = town.now - day;
  const auto cursor = std::to_string(std::chrono::microseconds(from.time_since_epoch()).count());
  const Response stream =
      listen(town, town.world.bluesky(), "/subscribe?cursor=" + cursor, town.now, {"upgrade", "websocket"});
  EXPECT_EQ(stream.manner, Response::Manner::messages);
  std::set<std::string> created, deleted;
  std::int64_t before = 0;
  const auto news = stream.news(town.now);
  for (const std::string& message : news.value()) {
    const Parsed event(message);
    EXPECT_GE(std::int64_t(event["time_us"]), before);
    before = std::int64_t(event["time_us"]);
    if (text(event["kind"]) != "commit") continue;
    const auto commit = event["commit"];
    const std::string uri =
        "at://" + text(event["did"]) + "/" + text(commit["collection"]) + "/" + text(commit["rkey"]);
    (text(commit["operation"]) == "create" ? created : deleted).insert(uri);
  }
  EXPECT_FALSE(deleted.empty());
  const auto& views = town.bluesky->views();
  for (const int post : views.posts())
    if (views.indexed_at(post) > from && views.shown(post, town.now)) {
      EXPECT_TRUE(created.contains(views.uri(post)));
    }
  EXPECT_EQ(listen(town, town.world.bluesky(), "/subscribe", town.now, {"accept", "*/*"}).status, 400);
}

TEST(Faults, StreamsThatDropStayAwayAsLongAsTheyStood) {
  const Town town({.days = 1, .faults = {"stream-drop:20"}});
  int stood = 0, changes = 0;
  std::optional<bool> was;
  for (int second = 0; second < 80; ++second) {
    const bool stands = listen_to_tag(town, 0, town.now + std::chrono::seconds(second)).status == 200;
    stood += stands;
    changes += was && *was != stands;
    was = stands;
  }
  EXPECT_EQ(stood, 40);
  EXPECT_GE(changes, 3);
  UtcTime at = town.now;
  while (listen_to_tag(town, 0, at).status != 200) at += std::chrono::seconds(1);
  const Response stream = listen_to_tag(town, 0, at);
  EXPECT_TRUE(stream.news(at));
  EXPECT_FALSE(stream.news(at + std::chrono::seconds(20)));
}

}  // namespace
}  // namespace clamor::simnet
