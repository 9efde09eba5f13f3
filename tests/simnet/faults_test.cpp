#include "simnet/faults.hpp"

#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

Guard::WallTime at(int seconds) {
  return Guard::WallTime(std::chrono::seconds(1'795'471'200 + seconds) + std::chrono::microseconds(123456));
}

TEST(Faults, NameThoseThereAreWhenOneIsUnknown) {
  try {
    checked_faults({"storm", "earthquake"});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("earthquake"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("short-pages"), std::string::npos);
  }
}

TEST(RateLimit, CountsDownAndTellsTheEndOfTheWindow) {
  Guard guard(Guard::Dialect::mastodon, {}, 3);
  EXPECT_FALSE(guard.instead(at(10)));
  Response response;
  guard.finish(response, at(10));
  EXPECT_EQ(header(response, "x-ratelimit-limit"), "3");
  EXPECT_EQ(header(response, "x-ratelimit-remaining"), "2");
  EXPECT_EQ(header(response, "x-ratelimit-reset"), "2026-11-23T22:05:00.123456Z");
}

TEST(RateLimit, RefusesWhatIsTooMuchUntilTheWindowEnds) {
  Guard guard(Guard::Dialect::mastodon, {}, 2);
  guard.instead(at(0));
  guard.instead(at(1));
  const auto refused = guard.instead(at(2));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 429);
  EXPECT_EQ(refused->body, R"({"error":"Too many requests"})");
  EXPECT_FALSE(guard.instead(at(300)));
}

TEST(RateLimit, IsInUnixSecondsOnBluesky) {
  Guard guard(Guard::Dialect::bluesky, {}, 10);
  guard.instead(at(0));
  Response response;
  guard.finish(response, at(0));
  EXPECT_EQ(header(response, "ratelimit-reset"), "1795471500");
  EXPECT_EQ(header(response, "ratelimit-policy"), "10;w=300");
}

TEST(Faults, StormRefusesEverySeventhRequest) {
  Guard guard(Guard::Dialect::mastodon, {"storm"});
  for (int request = 1; request <= 21; ++request) {
    const auto refused = guard.instead(at(0));
    ASSERT_EQ(refused.has_value(), request % 7 == 0) << request;
    EXPECT_EQ(refused ? header(*refused, "retry-after") : "1", "1");
  }
}

TEST(Faults, HtmlErrorSaysWhenTwice) {
  Guard guard(Guard::Dialect::bluesky, {"html-error"});
  for (int request = 1; request < 11; ++request) EXPECT_FALSE(guard.instead(at(0)));
  auto page = guard.instead(at(0));
  ASSERT_TRUE(page);
  guard.finish(*page, at(0));
  EXPECT_EQ(page->status, 503);
  EXPECT_EQ(page->content_type, "text/html");
  ASSERT_EQ(page->headers.size(), 2u) << "no word of a rate limit from a proxy";
  EXPECT_EQ(page->headers[0].second, "1");
  EXPECT_EQ(page->headers[1].second, "Mon, 23 Nov 2026 22:00:01 GMT");
}

TEST(Faults, SlowTakesItsTime) {
  Response response;
  Guard(Guard::Dialect::mastodon, {"slow"}).finish(response, at(0));
  EXPECT_EQ(response.delay, Millis(200));
}

TEST(Faults, ClosedFeedAsksForALoginAndIsNotInTheTruth) {
  const Town town({.last_mastodon = {.closed_feed = true}});
  const Response refused = town.ask(2, "/api/v1/timelines/tag/freethemall");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.body, R"({"error":"This method requires an authenticated user"})");
  const Parsed instance(town.ask(2, "/api/v2/instance").body);
  EXPECT_EQ(text(instance["configuration"]["timelines_access"]["hashtag_feeds"]["local"]), "authenticated");
  const Parsed closed(town.truth->summary(town.now)), open(usual_town().truth->summary(town.now));
  EXPECT_EQ(closed["servers"].at(2)["posts"].get_int64().value(), 0);
  EXPECT_LT(closed["posts"].get_int64().value(), open["posts"].get_int64().value());
}

TEST(Faults, ShortPagesLoseNothing) {
  const Town town({.last_mastodon = {.short_pages = true}});
  const auto read = [&](std::string next, const char* rel) {
    std::size_t rows = 0, empty = 0;
    while (!next.empty()) {
      const Response page = town.ask(2, next);
      const Parsed parsed(page.body);
      const std::size_t here = parsed.root().get_array().value().size();
      rows += here;
      next = linked(page, rel);
      empty += here == 0 && !next.empty();
    }
    return std::pair(rows, empty);
  };
  const Parsed truth(town.truth->summary(town.now));
  const std::uint64_t expected = truth["servers"].at(2)["tags"].at(0)["posts"].get_uint64();
  const auto [backward, empty] = read("/api/v1/timelines/tag/freethemall?limit=20", "next");
  EXPECT_EQ(backward, expected);
  EXPECT_GT(empty, 2u);
  const auto [forward, none] = read("/api/v1/timelines/tag/freethemall?limit=20&min_id=0", "prev");
  EXPECT_EQ(forward, expected);
  EXPECT_EQ(none, 0u);
}

}  // namespace
}  // namespace clamor::simnet
