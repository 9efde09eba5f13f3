#include "core/redact.hpp"

#include <gtest/gtest.h>

namespace clamor {
namespace {

TEST(Redacted, HidesWhatLooksLikeASecretAndLeavesTheRest) {
  const std::pair<const char*, const char*> lines[] = {
      {"Authorization: Bearer abc.def", "Authorization: ***"},
      {"GET /x HTTP/1.1\r\ncookie: a=b; c=d\r\nAccept: */*", "GET /x HTTP/1.1\r\ncookie: ***\r\nAccept: */*"},
      {"https://a.example/x?access_token=T0K&limit=40", "https://a.example/x?access_token=***&limit=40"},
      {"grant_type=client_credentials&client_secret=S3", "grant_type=client_credentials&client_secret=***"},
      {R"({"identifier":"x","password":"p w"})", R"({"identifier":"x","password":"*** w"})"},
      {R"({"accessJwt": "eyJ.x", "did": "did:plc:x"})", R"({"accessJwt": "***", "did": "did:plc:x"})"},
      {"proxy http://user:pass@proxy.example:3128/ refused", "proxy http://***@proxy.example:3128/ refused"},
      {"asked 5 of 5 servers: nothing new", "asked 5 of 5 servers: nothing new"},
      {"https://a.example/@name: rate limited", "https://a.example/@name: rate limited"},
      {"", ""},
  };
  for (const auto& [line, expected] : lines) EXPECT_EQ(redacted(line), expected);
}

TEST(Redacted, TwiceIsOnce) {
  const std::string once = redacted("Cookie: a\nhttps://u:p@h/?token=x&key=y");
  EXPECT_EQ(redacted(once), once);
}

}  // namespace
}  // namespace clamor
