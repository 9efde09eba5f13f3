#include "collector/net/redirect.hpp"

#include <gtest/gtest.h>

namespace clamor::net {
namespace {

const NamedHosts named{"127.0.0.1:8080", "plain.example.org:80"};

HttpRequest secret_request(const std::string& url) {
  return {"GET", url, {}, {}, Secret("token"), {}};
}

Result<HttpRequest> led(const std::string& from, const std::string& to, int status = 302) {
  return follow(secret_request(from), {status, {{"location", to}}, "", ""}, {from}, named, 3);
}

TEST(Url, OnlyHttpsUnlessNamed) {
  EXPECT_TRUE(check_url("https://example.org/a", named));
  EXPECT_TRUE(check_url("http://127.0.0.1:8080/a", named));
  for (const char* text :
       {"http://example.org/", "http://127.0.0.1:8081/", "file:///etc/passwd", "ftp://example.org/",
        "gopher://example.org/", "https://user:word@example.org/", "javascript:alert(1)", "", "//", "x"})
    EXPECT_FALSE(check_url(text, named)) << text;
}

TEST(Redirect, StaysOnTheSite) {
  EXPECT_TRUE(led("https://example.org/a", "/b"));
  EXPECT_TRUE(led("https://example.org/a", "https://www.example.org/b"));
  EXPECT_TRUE(led("https://social.example.org/a", "https://example.org/b"));
  EXPECT_TRUE(led("http://plain.example.org/a", "https://plain.example.org/a"));
  EXPECT_TRUE(led("http://127.0.0.1:8080/a", "/b"));
}

TEST(Redirect, IsNotFollowedElsewhere) {
  for (const char* to :
       {"https://other.example/", "http://example.org/", "file:///etc/passwd", "https://127.0.0.1/",
        "https://notexample.org/", "https://example.org.evil.test/", "https://user@example.org/", ""})
    EXPECT_FALSE(led("https://example.org/a", to)) << to;
  EXPECT_FALSE(led("http://127.0.0.1:8080/a", "http://127.0.0.1:8081/a"));
  EXPECT_FALSE(led("http://127.0.0.1:8080/a", "https://example.org/"));
}

TEST(Redirect, TheTokenStaysAtItsHost) {
  EXPECT_FALSE(led("https://example.org/a", "/b")->bearer.empty());
  EXPECT_TRUE(led("https://example.org/a", "https://www.example.org/b")->bearer.empty());
  EXPECT_TRUE(led("https://example.org/a", "https://example.org:8443/b")->bearer.empty());
}

TEST(Redirect, AFormNeverGoesToAnotherHost) {
  HttpRequest login{"POST", "https://example.org/login", {}, {}, {}, Secret("password")};
  const auto go = [&](const std::string& to, int status) {
    return follow(login, {status, {{"location", to}}, "", ""}, {login.url}, named, 3);
  };
  EXPECT_FALSE(go("https://www.example.org/login", 307));
  EXPECT_TRUE(go("/other", 307));
  EXPECT_EQ(go("/done", 303)->method, "GET");
  EXPECT_TRUE(go("/done", 303)->secret_body.empty());
}

TEST(Redirect, EndsAfterThreeAndInCircles) {
  const HttpRequest request = secret_request("https://example.org/d");
  const HttpResponse to_e{302, {{"location", "/e"}}, "", ""};
  const std::string site = "https://example.org/";
  EXPECT_TRUE(follow(request, to_e, {site + "b", site + "c", site + "d"}, named, 3));
  EXPECT_FALSE(follow(request, to_e, {site + "a", site + "b", site + "c", site + "d"}, named, 3));
  EXPECT_FALSE(follow(request, to_e, {site + "e", site + "d"}, named, 3));
}

}  // namespace
}  // namespace clamor::net
