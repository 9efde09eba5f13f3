#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "collector/net/url.hpp"
#include "tests/collector/sources/support.hpp"

namespace clamor::collector::test {
namespace {

const auto source = make_source("bluesky");
const std::string server = "https://bsky.example";

TEST(Bluesky, LogsInWithAPasswordThatIsNowhereButInTheSecretBody) {
  EXPECT_FALSE(source->login_request(server, "", Secret("x")));
  EXPECT_FALSE(source->login_request(server, "a.test", {}));
  const auto request = source->login_request(server, "a.test", Secret("cl\"ave"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "POST");
  EXPECT_EQ(request->url, server + "/xrpc/com.atproto.server.createSession");
  EXPECT_TRUE(request->body.empty());
  EXPECT_EQ(request->secret_body.reveal(), R"({"identifier":"a.test","password":"cl\"ave"})");
}

TEST(Bluesky, ReadsASessionAndRefreshesIt) {
  const auto session =
      source->read_session(answer(200, R"({"accessJwt":"A","refreshJwt":"R","didDoc":{"service":[]}})"));
  ASSERT_TRUE(session);
  EXPECT_EQ(session->token.reveal(), "A");
  EXPECT_EQ(source->refresh_request(server, *session)->bearer.reveal(), "R");
  EXPECT_FALSE(source->refresh_request(server, {}));
}

TEST(Bluesky, SaysWhyALoginFailed) {
  EXPECT_EQ(source->read_session(answer(401, R"({"error":"AuthenticationRequired","message":"Invalid"})"))
                .error()
                .code,
            Errc::needs_login);
  EXPECT_EQ(source->read_session(answer(429, "")).error().code, Errc::rate_limited);
  EXPECT_EQ(source->read_session(answer(502, "<html>")).error().code, Errc::server_trouble);
  EXPECT_EQ(source->read_session(answer(200, "{}")).error().code, Errc::bad_answer);
}

TEST(Bluesky, ClassifiesWhatIsNoPage) {
  const auto verdict = [](int status, const std::string& body) {
    return source->classify(answer(status, body), {});
  };
  EXPECT_EQ(verdict(400, R"({"error":"InvalidToken","message":"x"})"), Verdict::refresh_session);
  EXPECT_EQ(verdict(401, R"({"error":"AuthMissing","message":"x"})"), Verdict::needs_login);
  EXPECT_EQ(verdict(403, R"({"error":"AuthMissing","message":"x"})"), Verdict::needs_login);
  EXPECT_EQ(
      verdict(400, R"({"error":"InvalidRequest","message":"Error: limit can not be greater than 100"})"),
      Verdict::smaller_page);
  EXPECT_EQ(verdict(429, R"({"error":"RateLimitExceeded"})"), Verdict::retry);
  EXPECT_EQ(verdict(502, "<html>"), Verdict::retry);
}

// A little search: `many` posts, three a second, of which it shows 10,000 at most.
struct Search {
  std::size_t many = 10'450;
  bool knows_until = true, cursor_at_the_end = false;

  static UtcTime time_of(std::size_t i) {  // the newest is 0
    return *parse_rfc3339("2026-03-01T12:00:00Z") - std::chrono::seconds(i / 3);
  }
  net::HttpResponse get(const std::string& url) const {
    const auto asked = net::query_parameters(url);
    std::size_t first = 0;
    if (knows_until && asked.contains("until"))
      while (first < many && time_of(first) >= *parse_rfc3339(asked.at("until"))) ++first;
    const auto offset = asked.contains("cursor") ? std::stoul(asked.at("cursor")) : 0;
    const auto end = std::min(offset + std::stoul(asked.at("limit")), std::size_t{10'000});
    std::string list;
    for (auto i = first + offset; i < std::min(first + end, many); ++i)
      list += (list.empty() ? "" : ",") +
              (R"({"uri":"at://did:plc:a/app.bsky.feed.post/)" + std::to_string(i) +
               R"(","author":{"did":"did:plc:a"},"indexedAt":")" + to_rfc3339(time_of(i)) +
               R"(","record":{"createdAt":")" + to_rfc3339(time_of(i)) + R"(","text":""}})");
    const bool more = first + end < many && (end < 10'000 || cursor_at_the_end);
    return answer(
        200, "{\"posts\":[" + list + "]" + (more ? ",\"cursor\":\"" + std::to_string(end) + "\"" : "") + "}");
  }

  struct Walk {
    std::set<std::string> found;
    bool known = false;
    Cursor cursor;
  };
  Walk walk(Ask ask) const {
    Walk walk;
    for (int pages = 0; pages < 300; ++pages) {
      const auto read = source->parse(get(source->request(ask, server, {}, {}).url), ask, server, {});
      if (!read) break;
      for (const auto& post : read->page.posts) walk.found.insert(post.key.uri);
      if (read->cursor) walk.cursor = *read->cursor;
      walk.known = read->reached_known;
      if (!read->next) return walk;
      ask = *read->next;
    }
    ADD_FAILURE() << "the walk does not end";
    return walk;
  }
};

TEST(Bluesky, ReadsBeyondTheTenThousandTheSearchShowsByDate) {
  for (const bool cursor_at_the_end : {false, true}) {
    const auto walk = Search{.cursor_at_the_end = cursor_at_the_end}.walk({.tag = "x"});
    EXPECT_EQ(walk.found.size(), 10'450U);
    EXPECT_TRUE(walk.known);
    EXPECT_TRUE(walk.cursor.at_start);
  }
}

TEST(Bluesky, ReadsNewPostsBeyondTheTenThousandToo) {
  Ask ask{.tag = "x", .direction = Direction::newer};
  ask.cursor.newest = to_rfc3339(Search::time_of(10'200));
  const auto walk = Search{}.walk(ask);
  EXPECT_GE(walk.found.size(), 10'201U);
  EXPECT_TRUE(walk.known);
  EXPECT_EQ(walk.cursor.newest, to_rfc3339(Search::time_of(0)));
}

TEST(Bluesky, SaysWhatItMissedWhereTheDateIsIgnored) {
  const auto walk = Search{.knows_until = false}.walk({.tag = "x"});
  EXPECT_EQ(walk.found.size(), 10'000U);
  EXPECT_FALSE(walk.known);
}

}  // namespace
}  // namespace clamor::collector::test
