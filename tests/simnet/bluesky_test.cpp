#include <set>

#include "core/text.hpp"
#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

const std::string search_path = "/xrpc/app.bsky.feed.searchPosts?sort=latest&q=%23";

struct Found {
  std::set<std::string> tagged, only_text;
  int pages = 0, short_pages = 0, empty_pages = 0;
};

// Reads a search to its end and sorts the posts by whether a facet or the record declares the tag.
Found read_all(const Town& town, const std::string& tag, int limit) {
  Found found;
  for (std::string cursor; found.pages < 1000;) {
    const Parsed page(town.ask(3, search_path + tag + "&limit=" + std::to_string(limit) + cursor).body);
    ++found.pages;
    int rows = 0;
    for (const JsonValue post : page["posts"].get_array()) {
      ++rows;
      bool declared = false;
      simdjson::dom::array list;
      if (!post["record"]["tags"].get_array().get(list))
        for (const JsonValue one : list)
          declared |= hashtag_key(one.get_string().value()) == hashtag_key(tag);
      if (!post["record"]["facets"].get_array().get(list))
        for (const JsonValue facet : list) {
          std::string_view value;
          if (!facet["features"].at(0)["tag"].get_string().get(value))
            declared |= hashtag_key(value) == hashtag_key(tag);
        }
      EXPECT_TRUE((declared ? found.tagged : found.only_text).insert(text(post["uri"])).second);
    }
    std::string_view next;
    if (page["cursor"].get_string().get(next)) break;
    found.short_pages += rows < limit;
    found.empty_pages += rows == 0;
    cursor = "&cursor=" + std::string(next);
  }
  return found;
}

std::int64_t true_posts(const Town& town, std::size_t tag) {
  const Parsed truth(town.truth->summary(town.now));
  return truth["servers"].at(3)["tags"].at(tag)["posts"].get_int64();
}

TEST(BlueskySearch, GivesExactlyTheTruth) {
  for (const int limit : {100, 13}) {
    const Found free = read_all(usual_town(), "FREETHEMALL", limit);
    EXPECT_EQ(static_cast<std::int64_t>(free.tagged.size()), true_posts(usual_town(), 0));
    EXPECT_GT(free.only_text.size(), 3u) << "some hits are text and no tag";
    EXPECT_GT(free.short_pages, 0);
  }
  EXPECT_EQ(
      static_cast<std::int64_t>(read_all(usual_town(), "viralicemoslaresponsabilidad", 100).tagged.size()),
      true_posts(usual_town(), 1));
}

TEST(BlueskySearch, LosesNothingOnShortAndEmptyPages) {
  const Town town({.faults = {"short-pages"}});
  const Found found = read_all(town, "freethemall", 50);
  EXPECT_EQ(static_cast<std::int64_t>(found.tagged.size()), true_posts(town, 0));
  EXPECT_GT(found.empty_pages, 0);
}

TEST(BlueskySearch, CountsFacetsInBytes) {
  const Parsed page(usual_town().ask(3, search_path + "viralicemoslaresponsabilidad&limit=100").body);
  int checked = 0;
  for (const JsonValue post : page["posts"].get_array()) {
    const std::string words = text(post["record"]["text"]);
    EXPECT_LE(words.size(), 320u);
    simdjson::dom::array facets;
    if (post["record"]["facets"].get_array().get(facets)) continue;
    for (const JsonValue facet : facets) {
      const std::uint64_t start = facet["index"]["byteStart"].get_uint64(),
                          end = facet["index"]["byteEnd"].get_uint64();
      ASSERT_LE(end, words.size());
      std::string_view tag;
      if (facet["features"].at(0)["tag"].get_string().get(tag)) continue;
      const std::string marked = words.substr(start, end - start);
      EXPECT_TRUE(marked == "#" + std::string(tag) || marked == "＃" + std::string(tag)) << marked;
      ++checked;
    }
  }
  EXPECT_GT(checked, 50);
}

TEST(BlueskySearch, IsNewestFirstAndKeepsToItsWindow) {
  const Parsed page(
      usual_town()
          .ask(3, search_path + "freethemall&limit=100&since=2026-11-18T00:00:00Z&until=2026-11-19")
          .body);
  std::string newest = "9";
  int rows = 0;
  for (const JsonValue post : page["posts"].get_array()) {
    const auto at = *parse_rfc3339(text(post["record"]["createdAt"]));
    EXPECT_GE(at, *parse_rfc3339("2026-11-18"));
    EXPECT_LT(at, *parse_rfc3339("2026-11-19"));
    EXPECT_LE(to_rfc3339(at).substr(0, 19), newest.substr(0, 19));
    newest = to_rfc3339(at);
    ++rows;
  }
  EXPECT_GT(rows, 10);
}

TEST(BlueskySearch, SaysWhatIsWrongAsTheAppViewDoes) {
  const auto error = [](const std::string& target) {
    const Response response = usual_town().ask(3, target);
    return std::to_string(response.status) + " " + text(Parsed(response.body)["error"]) + ": " +
           text(Parsed(response.body)["message"]);
  };
  EXPECT_EQ(error("/xrpc/app.bsky.feed.searchPosts"),
            "400 InvalidRequest: Error: Params must have the property \"q\"");
  EXPECT_EQ(error(search_path + "x&limit=101"),
            "400 InvalidRequest: Error: limit can not be greater than 100");
  EXPECT_EQ(error(search_path + "x&since=ayer"), "400 BadQueryString: invalid Datetime for 'since'");
  EXPECT_EQ(error("/xrpc/app.bsky.nothing.here"), "501 MethodNotImplemented: Method Not Implemented");
}

struct Login {
  Town town;
  std::string access, refresh;

  explicit Login(int uses = 0)
      : town({.days = 2,
              .faults =
                  uses ? std::vector{"token-expiry:" + std::to_string(uses)} : std::vector<std::string>{}}) {
    take(post("createSession", {},
              R"({"identifier": ")" + town.bluesky->account().identifier + R"(","password":")" +
                  town.bluesky->account().password + "\"}"));
  }
  Response post(const std::string& method, const std::string& bearer, const std::string& body = {}) {
    Request request = make_request("POST", "/xrpc/com.atproto.server." + method);
    if (!bearer.empty()) request.headers["authorization"] = "Bearer " + bearer;
    request.body = body;
    return town.bluesky->handle(request, town.now);
  }
  Response search(const std::string& bearer) {
    Request request = make_request("GET", search_path + "freethemall");
    request.headers["authorization"] = "Bearer " + bearer;
    return town.bluesky->handle(request, town.now);
  }
  void take(const Response& response) {
    ASSERT_EQ(response.status, 200) << response.body;
    const Parsed session(response.body);
    access = text(session["accessJwt"]);
    refresh = text(session["refreshJwt"]);
  }
};

TEST(BlueskySession, LetsInWithThePasswordOnly) {
  Login login;
  EXPECT_EQ(login.search(login.access).status, 200);
  const Response wrong = login.post("createSession", {}, R"({"identifier":"x","password":"y"})");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.body, R"({"error":"AuthenticationRequired","message":"Invalid identifier or password"})");
  const Response forged = login.search("nonsense");
  EXPECT_EQ(forged.status, 400);
  EXPECT_EQ(forged.body, R"({"error":"InvalidToken","message":"Token could not be verified"})");
}

TEST(BlueskySession, ExpiresAndIsRefreshedOnce) {
  Login login(2);
  login.search(login.access);
  login.search(login.access);
  const Response late = login.search(login.access);
  EXPECT_EQ(late.status, 400);
  EXPECT_EQ(late.body, R"({"error":"ExpiredToken","message":"Token has expired"})");
  const std::string old_refresh = login.refresh;
  login.take(login.post("refreshSession", login.refresh));
  EXPECT_EQ(login.search(login.access).status, 200);
  EXPECT_EQ(login.post("refreshSession", old_refresh).status, 400);
  EXPECT_EQ(login.post("refreshSession", login.access).status, 400);
}

TEST(Bluesky, LeavesOutPostsAndPeopleThatAreGone) {
  const auto& views = usual_town().bluesky->views();
  std::string uris, actors;
  int gone = 0, here = 0;
  for (const int post : views.posts()) {
    const int author = usual_town().world.posts[static_cast<std::size_t>(post)].author;
    const bool shown = views.shown(post, town_end());
    if ((shown ? here : gone) >= 2) continue;
    ++(shown ? here : gone);
    uris += "&uris=" + views.uri(post);
    actors += "&actors=" + views.did(author);
  }
  ASSERT_EQ(gone, 2);
  const Parsed posts(usual_town().ask(3, "/xrpc/app.bsky.feed.getPosts?" + uris.substr(1)).body);
  EXPECT_EQ(posts["posts"].get_array().value().size(), 2u);
  const Parsed people(usual_town().ask(3, "/xrpc/app.bsky.actor.getProfiles?" + actors.substr(1)).body);
  EXPECT_EQ(people["profiles"].get_array().value().size(), 2u);
}

TEST(Bluesky, TellsEveryoneWhoReposted) {
  const Town& town = usual_town();
  for (const int post : town.bluesky->views().posts()) {
    if (town.world.posts[static_cast<std::size_t>(post)].boosts.size() < 15 ||
        !town.bluesky->views().shown(post, town.now))
      continue;
    std::set<std::string> who;
    std::string cursor;
    for (int pages = 0; pages < 100; ++pages) {
      const Parsed page(town.ask(3, "/xrpc/app.bsky.feed.getRepostedBy?limit=4&uri=" +
                                        town.bluesky->views().uri(post) + cursor)
                            .body);
      for (const JsonValue one : page["repostedBy"].get_array())
        EXPECT_TRUE(who.insert(text(one["did"])).second);
      std::string_view next;
      if (page["cursor"].get_string().get(next)) break;
      cursor = "&cursor=" + std::string(next);
    }
    std::size_t there = 0;
    for (const Act& act : town.world.posts[static_cast<std::size_t>(post)].boosts)
      there += !town.world.people[static_cast<std::size_t>(act.person)].deactivated;
    EXPECT_EQ(who.size(), there);
    return;
  }
  FAIL() << "no post with fifteen reposts";
}

}  // namespace
}  // namespace clamor::simnet
