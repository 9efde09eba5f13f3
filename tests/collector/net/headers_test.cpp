#include "collector/net/headers.hpp"

#include <gtest/gtest.h>

#include "collector/net/url.hpp"

namespace clamor::net {
namespace {

using std::chrono::seconds;

HttpResponse with(std::vector<Header> headers) {
  return {200, std::move(headers), "", ""};
}
const UtcTime now = *parse_rfc3339("2026-07-01T12:00:00Z");

TEST(LinkHeader, FindsNextAndPrev) {
  const auto response = with({{"link",
                               "<https://h.example/api/v1/timelines/tag/a?max_id=103>; rel=\"next\", "
                               "<https://h.example/api/v1/timelines/tag/a?min_id=110>; rel=\"prev\""}});
  EXPECT_EQ(query_parameters(*link_target(response, "next")).at("max_id"), "103");
  EXPECT_EQ(query_parameters(*link_target(response, "prev")).at("min_id"), "110");
  EXPECT_FALSE(link_target(response, "last"));
}

TEST(LinkHeader, SurvivesCommasQuotesAndSeveralWords) {
  const auto links =
      parse_link("<https://h.example/?a=1,2;3>; title=\"x, \\\"y\\\"; z\"; REL=\"start next\",<b>;rel=last");
  ASSERT_EQ(links.size(), 2u);
  EXPECT_EQ(links[0].target, "https://h.example/?a=1,2;3");
  EXPECT_TRUE(links[0].has_rel("next"));
  EXPECT_EQ(links[0].params.at("title"), "x, \"y\"; z");
  EXPECT_TRUE(links[1].has_rel("last"));
}

TEST(LinkHeader, RubbishIsNoLink) {
  for (const char* text : {"", ",", ";", "<", "<>", "<a", "a>", "rel=next", "\"", "<a>;rel", "<a>;=", "\\"})
    for (const Link& link : parse_link(text)) EXPECT_FALSE(link.has_rel("next")) << text;
}

TEST(HttpDate, ReadsAllThreeForms) {
  const UtcTime expected = *parse_rfc3339("1994-11-06T08:49:37Z");
  for (const char* text :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    EXPECT_EQ(parse_http_date(text), expected) << text;
}

TEST(HttpDate, RefusesWhatIsNone) {
  for (const char* text :
       {"", "120", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994", "a b c d e f"})
    EXPECT_FALSE(parse_http_date(text)) << text;
}

TEST(RetryAfter, ReadsSecondsAndDates) {
  EXPECT_EQ(retry_after(with({{"retry-after", "120"}}), now), seconds(120));
  EXPECT_EQ(retry_after(with({{"retry-after", "Wed, 01 Jul 2026 12:02:00 GMT"}}), now), seconds(120));
  EXPECT_EQ(retry_after(with({{"retry-after", "Wed, 01 Jul 2026 11:02:00 GMT"}}), now), seconds(0));
  EXPECT_FALSE(retry_after(with({{"retry-after", "soon"}}), now));
  EXPECT_FALSE(retry_after(with({{"retry-after", "-5"}}), now));
  EXPECT_FALSE(retry_after(with({}), now));
}

TEST(RetryAfter, ADateIsReadAgainstTheServersOwnClock) {
  EXPECT_EQ(retry_after(with({{"date", "Wed, 01 Jul 2026 15:00:00 GMT"},
                              {"retry-after", "Wed, 01 Jul 2026 15:00:30 GMT"}}),
                        now),
            seconds(30));
}

TEST(RetryAfter, OfTwoHeadersTheLongerCounts) {
  EXPECT_EQ(retry_after(with({{"retry-after", "60"}, {"retry-after", "Wed, 01 Jul 2026 12:02:00 GMT"}}), now),
            seconds(120));
}

TEST(RateLimit, ReadsMastodonsForm) {
  const auto limit = rate_limit(with({{"x-ratelimit-limit", "300"},
                                      {"x-ratelimit-remaining", "298"},
                                      {"x-ratelimit-reset", "2026-07-01T12:05:00.000000Z"}}),
                                now);
  EXPECT_EQ(limit.limit, 300);
  EXPECT_EQ(limit.remaining, 298);
  EXPECT_EQ(limit.reset_in, seconds(300));
  EXPECT_FALSE(limit.window);
}

TEST(RateLimit, ReadsBlueskysForm) {
  const auto reset = std::to_string(std::chrono::duration_cast<seconds>(now.time_since_epoch()).count() + 90);
  const auto limit = rate_limit(with({{"ratelimit-limit", "3000"},
                                      {"ratelimit-remaining", "0"},
                                      {"ratelimit-reset", reset},
                                      {"ratelimit-policy", "3000;w=300"}}),
                                now);
  EXPECT_EQ(limit.limit, 3000);
  EXPECT_EQ(limit.remaining, 0);
  EXPECT_EQ(limit.reset_in, seconds(90));
  EXPECT_EQ(limit.window, seconds(300));
}

TEST(RateLimit, ReadsBothDrafts) {
  const auto old_draft = rate_limit(with({{"ratelimit", "limit=100, remaining=50, reset=30"}}), now);
  EXPECT_EQ(old_draft.limit, 100);
  EXPECT_EQ(old_draft.remaining, 50);
  EXPECT_EQ(old_draft.reset_in, seconds(30));
  const auto new_draft = rate_limit(
      with({{"ratelimit", "\"default\";r=50;t=30"}, {"ratelimit-policy", "\"default\";q=100;w=60"}}), now);
  EXPECT_EQ(new_draft.limit, 100);
  EXPECT_EQ(new_draft.remaining, 50);
  EXPECT_EQ(new_draft.reset_in, seconds(30));
  EXPECT_EQ(new_draft.window, seconds(60));
}

TEST(RateLimit, RubbishSaysNothing) {
  const auto limit = rate_limit(with({{"x-ratelimit-limit", "many"},
                                      {"x-ratelimit-remaining", "-1"},
                                      {"x-ratelimit-reset", "x"},
                                      {"ratelimit-policy", ";;,w="},
                                      {"ratelimit", "=,;"}}),
                                now);
  EXPECT_FALSE(limit.limit);
  EXPECT_FALSE(limit.remaining);
  EXPECT_FALSE(limit.reset_in);
  EXPECT_FALSE(limit.window);
}

TEST(Query, DecodesAndEncodes) {
  const auto query = query_parameters("https://h.example/x?a=1&b=%C3%B1+o&c&a=2&=3#f?d=4");
  EXPECT_EQ(query.at("a"), "1");
  EXPECT_EQ(query.at("b"), "ñ o");
  EXPECT_EQ(query.at("c"), "");
  EXPECT_FALSE(query.contains("d"));
  EXPECT_EQ(percent_encode("ñ #/a-_.~"), "%C3%B1%20%23%2Fa-_.~");
}

}  // namespace
}  // namespace clamor::net
