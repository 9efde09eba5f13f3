// Ways to write a private address. Every one of these has led some program somewhere it did not mean to go;
// none was named by the user, so none may be connected to, neither at once nor through a redirect.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/collector/net/ask.hpp"

namespace clamor::net {
namespace {

const std::vector<std::string> spellings{
    // this machine
    "127.0.0.1", "127.1", "127.0.1", "127.0.0.1.", "127.255.255.254", "127.127.127.127", "0177.0.0.1",
    "0177.0.0.01", "0x7f.0.0.1", "0x7f.1", "0x7f000001", "0X7F000001", "2130706433", "017700000001",
    "00000000177.0.0.1", "0x7f.0x0.0x0.0x1", "127.0x1", "127.00000.00000.00001", "localhost", "LOCALHOST",
    "localhost.", "LocalHost", "a.localhost", "%31%32%37.0.0.1", "%6cocalhost", "１２７.0.0.1",
    "１２７。０。０。１", "127。0。0。1", "ⓛocalhost", "loc\u00adalhost", "[::1]", "[0:0:0:0:0:0:0:1]",
    "[0000::0001]", "[::0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::FFFF:127.0.0.1]",
    "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[2002:7f00:1::]",
    "[2002:7f00:0001:0:0:0:0:0]", "[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[::1%25lo]", "[::1%lo]",
    // nowhere, which many systems take for this machine
    "0", "0.0.0.0", "0x0", "00", "0.0", "0.0.0", "0000.0000.0000.0000", "0.1.2.3", "[::]", "[0::0]",
    "[::ffff:0.0.0.0]", "[::ffff:0:0]",
    // private networks
    "10.0.0.1", "10.1", "10.0.1", "10.255.255.255", "0xa000001", "0xa.0.0.1", "167772161", "012.0.0.1",
    "01200000001", "172.16.0.1", "172.31.255.255", "172.16.1", "0xac.16.0.1", "2886729729", "0254.020.0.1",
    "192.168.0.1", "192.168.1", "192.168.255.255", "0xc0a80001", "0xc0.0xa8.0.1", "3232235521",
    "0300.0250.0.1", "100.64.0.1", "100.127.255.255", "0x64400001", "198.18.0.1", "198.19.255.255",
    "[fc00::1]", "[fd12:3456::1]", "[fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]", "[::ffff:10.0.0.1]",
    "[::ffff:192.168.0.1]", "[::ffff:c0a8:1]", "[64:ff9b::a00:1]", "[2002:a00:1::]", "[2002:c0a8:1::]",
    // a cloud's own services
    "169.254.169.254", "169.254.43518", "169.16689662", "0xa9fea9fe", "0xa9.0xfe.0xa9.0xfe", "2852039166",
    "0251.0376.0251.0376", "025177524776", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]",
    "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "100.100.100.200", "[fd00:ec2::254]", "192.0.0.192",
    // of one network segment, of many listeners, of nobody
    "[fe80::1]", "[febf::1]", "[fec0::1]", "224.0.0.1", "239.255.255.250", "[ff02::1]", "[ff05::2]",
    "240.0.0.1", "255.255.255.255", "4294967295", "0xffffffff", "192.0.0.8", "192.0.2.1", "192.88.99.1",
    "198.51.100.7", "203.0.113.9", "[2001:db8::1]", "[2001::1]", "[100::1]", "[4000::1]"};

// Would count whoever comes, by any address of this machine.
class Spellings : public testing::Test {
 protected:
  Server listener_{{answers(whole_answer("secret"))}};
  const std::string port_ = ":" + std::to_string(listener_.port());
  const std::string named_ = "127.0.0.1:1";  // another port: this one was not named

  static void expect_refused(const Result<HttpResponse>& result, const std::string& url) {
    ASSERT_FALSE(result) << url;
    EXPECT_THAT(result.error().detail, testing::Not(testing::HasSubstr("refused the connection")))
        << url << " was connected to";
  }
};

TEST_F(Spellings, AreMoreThanAHundredAndTwenty) {
  EXPECT_GE(spellings.size(), 120u);
}

TEST_F(Spellings, OfAPrivatePlaceAreNotConnectedTo) {
  HttpLimits limits;
  limits.connect = limits.total = Millis{2000};
  const auto client = make_curl_client({"Clamor/test", limits, {named_}, ""});
  std::size_t answered = 0;
  for (const std::string& host : spellings)
    for (const std::string scheme : {"https://", "http://"}) {
      const std::string url = scheme + host + port_ + "/";
      client->send(get(url), [&answered, url](const Result<HttpResponse>& result) {
        ++answered;
        expect_refused(result, url);
      });
    }
  for (int round = 0; round < 1000 && answered < 2 * spellings.size(); ++round) client->run(Millis{100});
  EXPECT_EQ(answered, 2 * spellings.size());
  EXPECT_TRUE(listener_.requests().empty());
}

TEST_F(Spellings, OfAPrivatePlaceAreNotFollowedTo) {
  std::vector<Script> redirects;
  for (const std::string& host : spellings)
    redirects.push_back(answers(whole_answer("", "Location: http://" + host + port_ + "/\r\n", "302 Found")));
  Server server(redirects);
  for (const std::string& host : spellings) expect_refused(ask(server), host);
  EXPECT_EQ(server.requests().size(), spellings.size());
  EXPECT_TRUE(listener_.requests().empty());
}

}  // namespace
}  // namespace clamor::net
