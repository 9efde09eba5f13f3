#include "collector/net/address.hpp"

#include <gtest/gtest.h>

#include "collector/net/http.hpp"

namespace clamor::net {
namespace {

TEST(Address, KnowsWhatIsOpenToAll) {
  for (const char* text :
       {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.32.0.1", "192.169.0.1", "11.0.0.1",
        "2606:4700::1111", "2001:4860:4860::8888", "64:ff9b::808:808", "::ffff:8.8.8.8"}) {
    const auto address = parse_address(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(place_of(*address), Place::open) << text;
  }
}

TEST(Address, KnowsWhatIsNot) {
  for (const char* text : {"127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"})
    EXPECT_EQ(place_of(*parse_address(text)), Place::loopback) << text;
  for (const char* text : {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fc00::1",
                           "fd12::1", "::ffff:10.0.0.1", "198.18.0.1"})
    EXPECT_EQ(place_of(*parse_address(text)), Place::local) << text;
  for (const char* text : {"0.0.0.0",
                           "0.1.2.3",
                           "169.254.169.254",
                           "224.0.0.1",
                           "239.1.1.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "192.0.0.8",
                           "192.0.2.1",
                           "198.51.100.1",
                           "203.0.113.1",
                           "100.100.100.200",
                           "::",
                           "fe80::1",
                           "ff02::1",
                           "fec0::1",
                           "2001:db8::1",
                           "2002:7f00:1::",
                           "2001::1",
                           "::127.0.0.1",
                           "::7f00:1",
                           "64:ff9b::7f00:1",
                           "64:ff9b::a00:1",
                           "fd00:ec2::254",
                           "::ffff:169.254.169.254",
                           "::ffff:0.0.0.0",
                           "100::1",
                           "4000::1"})
    EXPECT_EQ(place_of(*parse_address(text)), Place::never) << text;
}

// Every one of these has led some program somewhere it did not mean to go. None was named by the user.
TEST(Address, NoSpellingOfAPrivatePlaceIsConnectedTo) {
  HttpLimits limits;
  limits.connect = Millis{2000};
  limits.total = Millis{2000};
  const auto client = make_curl_client({"Clamor/test", limits, {"127.0.0.1:1"}, ""});
  const std::vector<std::string> hosts{"127.0.0.1",
                                       "127.1",
                                       "127.0.1",
                                       "0177.0.0.1",
                                       "0x7f.0.0.1",
                                       "0x7f000001",
                                       "2130706433",
                                       "017700000001",
                                       "127.0.0.1.",
                                       "127.255.255.254",
                                       "0",
                                       "0.0.0.0",
                                       "0x0",
                                       "00",
                                       "10.0.0.1",
                                       "10.1",
                                       "0xa000001",
                                       "167772161",
                                       "012.0.0.1",
                                       "172.16.0.1",
                                       "172.31.255.255",
                                       "0xac.16.0.1",
                                       "2886729729",
                                       "192.168.0.1",
                                       "192.168.1",
                                       "0xc0a80001",
                                       "3232235521",
                                       "169.254.169.254",
                                       "0xa9fea9fe",
                                       "2852039166",
                                       "0251.0376.0251.0376",
                                       "169.254.43518",
                                       "100.64.0.1",
                                       "100.100.100.200",
                                       "224.0.0.1",
                                       "239.255.255.250",
                                       "240.0.0.1",
                                       "255.255.255.255",
                                       "4294967295",
                                       "192.0.0.8",
                                       "192.0.2.1",
                                       "198.18.0.1",
                                       "198.51.100.7",
                                       "203.0.113.9",
                                       "localhost",
                                       "LOCALHOST",
                                       "localhost.",
                                       "[::1]",
                                       "[0:0:0:0:0:0:0:1]",
                                       "[::]",
                                       "[::ffff:127.0.0.1]",
                                       "[::ffff:7f00:1]",
                                       "[::ffff:10.0.0.1]",
                                       "[::ffff:169.254.169.254]",
                                       "[::127.0.0.1]",
                                       "[fe80::1]",
                                       "[fc00::1]",
                                       "[fd00:ec2::254]",
                                       "[ff02::1]",
                                       "[2002:7f00:1::]",
                                       "[64:ff9b::7f00:1]",
                                       "[2001:db8::1]",
                                       "[2001::1]",
                                       "%31%32%37.0.0.1",
                                       "１２７.0.0.1"};
  ASSERT_GE(hosts.size(), 60u);
  std::size_t answers = 0;
  for (const std::string& host : hosts)
    for (const std::string scheme : {"https://", "http://"})
      client->send({"GET", scheme + host + ":9/", {}, {}, {}, {}},
                   [&, host](const Result<HttpResponse>& result) {
                     ++answers;
                     ASSERT_FALSE(result) << host;
                     EXPECT_EQ(result.error().detail.find("refused the connection"), std::string::npos)
                         << host << " was connected to: " << result.error().detail;
                   });
  for (int round = 0; round < 1000 && answers < 2 * hosts.size(); ++round) client->run(Millis{100});
  EXPECT_EQ(answers, 2 * hosts.size());
}

}  // namespace
}  // namespace clamor::net
