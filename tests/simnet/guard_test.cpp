#include "simnet/guard.hpp"

#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

Guard::WallTime at(int seconds) {
  return Guard::WallTime(std::chrono::seconds(1'795'471'200 + seconds) + std::chrono::microseconds(123456));
}

// A guard before the first server of that kind.
Guard guard_of(Kind kind, Guard::Orders orders) {
  static const Town town({.days = 1, .servers = 12});
  return {kind, town.fleet.server(town.first(kind)), std::move(orders)};
}

std::optional<Response> asked(Guard& guard, int seconds) {
  auto response = guard.instead(town_end(), at(seconds));
  if (response) guard.finish(*response, at(seconds));
  return response;
}

TEST(RateLimit, CountsDownAndTellsTheEndOfTheWindow) {
  Guard guard = guard_of(Kind::mastodon, {.limit = 3});
  EXPECT_FALSE(asked(guard, 10));
  Response response;
  guard.finish(response, at(10));
  EXPECT_EQ(header(response, "x-ratelimit-limit"), "3");
  EXPECT_EQ(header(response, "x-ratelimit-remaining"), "2");
  EXPECT_EQ(header(response, "x-ratelimit-reset"), "2026-11-23T22:05:00.123456Z");
}

TEST(RateLimit, RefusesWhatIsTooMuchUntilTheWindowEndsInEachServersWords) {
  const auto refusal = [](Kind kind) {
    Guard guard = guard_of(kind, {.limit = 2});
    asked(guard, 0);
    asked(guard, 1);
    const auto refused = asked(guard, 2);
    EXPECT_TRUE(refused && refused->status == 429);
    EXPECT_EQ(guard.early(), 0);
    asked(guard, 299);
    EXPECT_EQ(guard.early(), 1);
    EXPECT_FALSE(asked(guard, 300));
    return *refused;
  };
  EXPECT_EQ(refusal(Kind::mastodon).body, R"({"error":"Too many requests"})");
  EXPECT_EQ(refusal(Kind::lemmy).body, R"({"error":"rate_limit_error"})");
  EXPECT_EQ(text(Parsed(refusal(Kind::misskey).body)["error"]["code"]), "RATE_LIMIT_EXCEEDED");
  EXPECT_EQ(header(refusal(Kind::misskey), "retry-after"), "298");
  EXPECT_EQ(header(refusal(Kind::peertube), "x-ratelimit-remaining"), "");
  EXPECT_EQ(text(Parsed(refusal(Kind::bluesky).body)["error"]), "RateLimitExceeded");
}

TEST(RateLimit, IsInUnixSecondsOnBluesky) {
  Guard guard = guard_of(Kind::bluesky, {.limit = 10});
  asked(guard, 0);
  Response response;
  guard.finish(response, at(0));
  EXPECT_EQ(header(response, "ratelimit-reset"), "1795471500");
  EXPECT_EQ(header(response, "ratelimit-policy"), "10;w=300");
}

TEST(Faults, StormRefusesEverySeventhRequestInThreeWays) {
  Guard guard = guard_of(Kind::mastodon, {.storm_every = 7});
  std::vector<Response> refused;
  for (int request = 1; request <= 21; ++request) {
    auto response = asked(guard, request * 10);
    ASSERT_EQ(response.has_value(), request % 7 == 0) << request;
    if (response) refused.push_back(*response);
  }
  EXPECT_EQ(header(refused[0], "retry-after"), "1");
  EXPECT_EQ(header(refused[1], "retry-after"), "Mon, 23 Nov 2026 22:02:22 GMT");
  EXPECT_EQ(header(refused[2], "retry-after"), "");
  EXPECT_EQ(header(refused[2], "x-ratelimit-remaining"), "0");
  EXPECT_EQ(header(refused[2], "x-ratelimit-reset"), "2026-11-23T22:03:32.000000Z");
  EXPECT_EQ(guard.early(), 0);
}

TEST(Faults, AServerThatStartsSaysTwiceWhenAndThenServes) {
  Guard guard = guard_of(Kind::bluesky, {.starting_requests = 1});
  const auto page = asked(guard, 0);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 503);
  EXPECT_EQ(page->content_type, "text/html");
  ASSERT_EQ(page->headers.size(), 2u) << "no word of a rate limit from a proxy";
  EXPECT_EQ(page->headers[0].second, "1");
  EXPECT_EQ(page->headers[1].second, "Mon, 23 Nov 2026 22:00:01 GMT");
  EXPECT_FALSE(asked(guard, 2));
}

TEST(Faults, SlowTakesItsTimeAndDripComesInDrops) {
  Guard guard = guard_of(Kind::mastodon, {.drip_every = 1, .slowness = Millis(200)});
  asked(guard, 0);
  Response response;
  guard.finish(response, at(0));
  EXPECT_EQ(response.delay, Millis(200));
  EXPECT_EQ(response.manner, Response::Manner::dripping);
}

TEST(Outages, LieInTheLiveTimeApartFromEachOther) {
  const Town town({.days = 3, .servers = 7, .live = true});
  const auto outages = outages_of(town.world, 1, 3);
  ASSERT_EQ(outages.size(), 3u);
  UtcTime before = town.world.end;
  for (const Outage& outage : outages) {
    EXPECT_GT(outage.from, before);
    EXPECT_GT(outage.to, outage.from);
    before = outage.to;
  }
  EXPECT_LT(before, town.world.horizon);
  EXPECT_TRUE(outages_of(usual_town().world, 1, 3).empty()) << "a world that stands still has no such time";
}

TEST(Outages, KeepEveryoneOutInThreeWays) {
  const UtcTime start = town_end();
  const auto hours = [&](int count) { return start + std::chrono::hours(count); };
  Guard guard = guard_of(Kind::misskey, {.outages = {{hours(1), hours(2), Outage::Manner::refuses},
                                                     {hours(3), hours(4), Outage::Manner::silent},
                                                     {hours(5), hours(6), Outage::Manner::unavailable}}});
  const auto then = [&](UtcTime now) { return guard.instead(now, at(0)); };
  EXPECT_FALSE(then(start));
  EXPECT_EQ(then(hours(1))->manner, Response::Manner::hang_up);
  EXPECT_FALSE(then(hours(2)));
  EXPECT_EQ(then(hours(3))->manner, Response::Manner::silent);
  EXPECT_EQ(then(hours(5))->status, 503);
}

}  // namespace
}  // namespace clamor::simnet
