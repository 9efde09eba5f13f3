#include <gtest/gtest.h>

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
  EXPECT_EQ(session->base_url, "") << "the token goes to the configured server only";
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

}  // namespace
}  // namespace clamor::collector::test
