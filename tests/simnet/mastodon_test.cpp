#include <map>
#include <set>

#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

const std::string tag_path = "/api/v1/timelines/tag/";

std::vector<std::string> uris(const Response& response) {
  const Parsed page(response.body);
  std::vector<std::string> all;
  for (const JsonValue status : page.root().get_array()) all.push_back(text(status["uri"]));
  return all;
}

std::vector<std::uint64_t> ids(const Response& response) {
  const Parsed page(response.body);
  std::vector<std::uint64_t> all;
  for (const JsonValue status : page.root().get_array()) all.push_back(std::stoull(text(status["id"])));
  return all;
}

std::set<std::string> read_by_link(const Town& town, Home home, const std::string& tag) {
  std::set<std::string> all;
  for (std::string next = tag_path + tag + "?limit=40"; !next.empty();) {
    const Response page = town.ask(home, next);
    for (const std::string& uri : uris(page)) EXPECT_TRUE(all.insert(uri).second) << uri << " came twice";
    next = linked(page, "next");
  }
  return all;
}

TEST(MastodonTimeline, GivesExactlyTheTruthByLink) {
  for (Home home = 0; home < 3; ++home)
    for (const std::string_view tag : tracked_tags) {
      const auto expected = listed(usual_town(), home, std::string(tag));
      EXPECT_GT(expected.size(), 100u);
      EXPECT_EQ(read_by_link(usual_town(), home, std::string(tag)), expected);
    }
}

TEST(MastodonTimeline, GivesExactlyTheTruthByMaxId) {
  std::set<std::string> all;
  for (std::string bound;;) {
    const Response page = usual_town().ask(1, tag_path + "freethemall?limit=17" + bound);
    if (ids(page).empty()) break;
    for (const std::string& uri : uris(page)) all.insert(uri);
    bound = "&max_id=" + std::to_string(ids(page).back());
  }
  EXPECT_EQ(all, listed(usual_town(), 1, "FreeThemAll"));
}

TEST(MastodonTimeline, GivesExactlyTheTruthByMinId) {
  std::set<std::string> all;
  for (std::uint64_t bound = 0;;) {
    const Response page =
        usual_town().ask(1, tag_path + "freethemall?limit=17&min_id=" + std::to_string(bound));
    const auto here = ids(page);
    if (here.empty()) break;
    EXPECT_TRUE(std::is_sorted(here.rbegin(), here.rend())) << "newest first inside a page";
    EXPECT_GT(here.back(), bound);
    for (const std::string& uri : uris(page)) EXPECT_TRUE(all.insert(uri).second);
    bound = here.front();
  }
  EXPECT_EQ(all, listed(usual_town(), 1, "FreeThemAll"));
}

TEST(MastodonTimeline, SkipsToTheNewestWithSinceIdAndStaysJustAboveWithMinId) {
  const auto all = ids(usual_town().ask(0, tag_path + "freethemall?limit=40"));
  const std::string oldest = std::to_string(all.back());
  const auto since = ids(usual_town().ask(0, tag_path + "freethemall?limit=5&since_id=" + oldest));
  const auto min = ids(usual_town().ask(0, tag_path + "freethemall?limit=5&min_id=" + oldest));
  EXPECT_EQ(since, std::vector(all.begin(), all.begin() + 5));
  EXPECT_EQ(min, std::vector(all.end() - 6, all.end() - 1));
}

TEST(MastodonTimeline, KeepsToItsLimits) {
  EXPECT_EQ(ids(usual_town().ask(0, tag_path + "freethemall")).size(), 20u);
  EXPECT_EQ(ids(usual_town().ask(0, tag_path + "freethemall?limit=500")).size(), 40u);
  EXPECT_EQ(ids(usual_town().ask(0, tag_path + "freethemall?limit=-3")).size(), 3u);
}

TEST(MastodonTimeline, FoldsTheTagItIsAskedFor) {
  const std::string plain = usual_town().ask(0, tag_path + "freethemall").body;
  EXPECT_EQ(usual_town().ask(0, tag_path + "FREETHEMALL").body, plain);
  EXPECT_EQ(usual_town().ask(0, tag_path + "Free%54h%C3%A9mAll").body, plain);
}

TEST(MastodonTimeline, AnswersAnUnusedTagWithAnEmptyListAndNoLink) {
  const Response response = usual_town().ask(0, tag_path + "nuncausada");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "[]");
  EXPECT_EQ(header(response, "link"), "");
}

TEST(MastodonTimeline, CombinesTagsAndFilters) {
  const auto count = [](const std::string& parameters) {
    std::size_t total = 0;
    std::string bound;
    for (;;) {
      const auto page = ids(usual_town().ask(0, tag_path + "freethemall?limit=40" + parameters + bound));
      if (page.empty()) return total;
      total += page.size();
      bound = "&max_id=" + std::to_string(page.back());
    }
  };
  const std::string other = "[]=viralicemoslaresponsabilidad";
  EXPECT_EQ(count("&all" + other) + count("&none" + other), count(""));
  EXPECT_GT(count("&all" + other), 10u);
  EXPECT_GT(count("&any" + other), count(""));
  EXPECT_EQ(count("&local=true") + count("&remote=true"), count(""));
  EXPECT_GT(count("&local=true"), 0u);
  EXPECT_GT(count("&only_media=true"), 0u);
  EXPECT_LT(count("&only_media=true"), count(""));
}

TEST(MastodonTimeline, WritesLinksAsMastodonDoes) {
  const Response page = usual_town().ask(0, tag_path + "freethemall?limit=5&local=false");
  const auto here = ids(page);
  EXPECT_EQ(header(page, "link"),
            "<http://127.0.0.1:40000/api/v1/timelines/tag/freethemall?limit=5&local=false&max_id=" +
                std::to_string(here.back()) + ">; rel=\"next\", " +
                "<http://127.0.0.1:40000/api/v1/timelines/tag/freethemall?limit=5&local=false&min_id=" +
                std::to_string(here.front()) + ">; rel=\"prev\"");
}

TEST(MastodonTimeline, GivesAPostOneUriAndAnotherIdOnEveryServer) {
  std::map<std::string, std::set<std::string>> seen;
  int higher = 0;
  std::map<std::string, std::int64_t> at_home;
  for (Home home = 0; home < 3; ++home) {
    const Parsed page(usual_town().ask(home, tag_path + "freethemall?limit=40").body);
    for (const JsonValue status : page.root().get_array()) {
      const std::string uri = text(status["uri"]), id = text(status["id"]);
      EXPECT_TRUE(seen[uri].insert(id).second) << "two servers chose one id";
      const std::uint64_t created =
          static_cast<std::uint64_t>(parse_rfc3339(text(status["created_at"]))->time_since_epoch().count());
      EXPECT_NEAR(static_cast<double>(std::stoull(id) >> 16), static_cast<double>(created), 1.0);
      const bool local = uri.starts_with(usual_town().url(home));
      EXPECT_EQ(text(status["account"]["acct"]).find('@') == std::string::npos, local);
      const std::int64_t boosts = status["reblogs_count"].get_int64();
      if (local)
        at_home[uri] = boosts;
      else if (at_home.contains(uri))
        higher += boosts > at_home[uri];
    }
  }
  EXPECT_GT(std::count_if(seen.begin(), seen.end(), [](const auto& one) { return one.second.size() == 3; }),
            5);
  EXPECT_EQ(higher, 0) << "elsewhere a count is a lower bound";
}

TEST(MastodonTimeline, DoesNotListUnlistedPosts) {
  const World& world = usual_town().world;
  int unlisted = 0;
  for (const auto& known : usual_town().view(0).in_order()) {
    const Post& post = world.posts[static_cast<std::size_t>(known.post)];
    if (!post.unlisted || post.tags.empty()) continue;
    ++unlisted;
    EXPECT_EQ(usual_town().ask(0, "/api/v1/statuses/" + std::to_string(known.id)).status, 200);
    const auto above =
        ids(usual_town().ask(0, tag_path + post.tags[0] + "?limit=1&max_id=" + std::to_string(known.id + 1)));
    EXPECT_TRUE(above.empty() || above[0] != known.id);
  }
  EXPECT_GT(unlisted, 0);
}

TEST(Mastodon, AnswersStatusesById) {
  const auto some = ids(usual_town().ask(0, tag_path + "freethemall?limit=3"));
  const Response all = usual_town().ask(
      0, "/api/v1/statuses?id[]=" + std::to_string(some[0]) + "&id[]=1&id%5B%5D=" + std::to_string(some[2]));
  EXPECT_EQ(ids(all), (std::vector{some[0], some[2]}));
  EXPECT_EQ(usual_town().ask(0, "/api/v1/statuses/1").status, 404);
  EXPECT_EQ(usual_town().ask(0, "/api/v1/statuses/1").body, R"({"error":"Record not found"})");
}

TEST(Mastodon, TellsOnItsOwnPostsEveryoneWhoBoosted) {
  const World& world = usual_town().world;
  for (const auto& known : usual_town().view(0).in_order()) {
    const Post& post = world.posts[static_cast<std::size_t>(known.post)];
    if (world.people[static_cast<std::size_t>(post.author)].home != 0 || post.boosts.size() < 20) continue;
    std::set<std::string> who;
    for (std::string next = "/api/v1/statuses/" + std::to_string(known.id) + "/reblogged_by?limit=7";
         !next.empty();) {
      const Response page = usual_town().ask(0, next);
      for (const std::string& uri : uris(page)) EXPECT_TRUE(who.insert(uri).second);
      next = linked(page, "next");
      if (!next.empty()) next += "&limit=7";
    }
    EXPECT_EQ(who.size(), post.boosts.size());
    return;
  }
  FAIL() << "no post with twenty boosts";
}

TEST(Mastodon, ShowsAThreadAroundAPost) {
  const World& world = usual_town().world;
  for (const auto& known : usual_town().view(0).in_order()) {
    const Post& post = world.posts[static_cast<std::size_t>(known.post)];
    if (post.parent < 0 || post.replies.empty() || !usual_town().view(0).of_post(post.parent, town_end()))
      continue;
    const Parsed context(
        usual_town().ask(0, "/api/v1/statuses/" + std::to_string(known.id) + "/context").body);
    EXPECT_GT(context["ancestors"].get_array().value().size(), 0u);
    return;
  }
  FAIL() << "no thread";
}

TEST(Mastodon, CountsTheWeekOfATagInStrings) {
  const Parsed tag(usual_town().ask(0, "/api/v1/tags/FreeThemAll").body);
  EXPECT_EQ(text(tag["name"]), "freethemall");
  const auto history = tag["history"].get_array().value();
  ASSERT_EQ(history.size(), 7u);
  EXPECT_EQ(std::stoll(text(history.at(0)["day"])) % 86400, 0);
  EXPECT_GT(std::stoi(text(history.at(1)["uses"])), 0);
}

TEST(Mastodon, RefusesTokensItNeverGave) {
  Request request = make_request("GET", tag_path + "freethemall");
  request.headers["authorization"] = "Bearer x";
  EXPECT_EQ(usual_town().fleet.server(0).handle(request, town_end()).status, 401);
}

TEST(Mastodon, ListsALatePostBelowTheNewestId) {
  // Ids come from the post's own time: one that federates late shows up in the past.
  const Town town({.days = 10, .live = true});
  for (const auto& known : town.view(1).in_order()) {
    const Post& post = town.world.posts[static_cast<std::size_t>(known.post)];
    if (known.arrived - known.created_at < std::chrono::hours(1) || post.tags.empty() || post.unlisted)
      continue;
    const auto before = known.arrived - std::chrono::seconds(1);
    EXPECT_EQ(town.view(1).find(known.id, before), nullptr);
    EXPECT_NE(town.view(1).find(known.id, known.arrived), nullptr);
    const auto newest = ids(town.ask(1, tag_path + post.tags[0] + "?limit=1", before));
    ASSERT_EQ(newest.size(), 1u);
    if (newest[0] > known.id) return;
  }
  FAIL() << "nothing came late";
}

}  // namespace
}  // namespace clamor::simnet
