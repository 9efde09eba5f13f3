#include "collector/net/address.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace clamor::net
