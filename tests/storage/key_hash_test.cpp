#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "storage/sqlite/identity.hpp"

namespace clamor::storage::test {
namespace {

bool in_order(Network network, const std::vector<std::string>& keys) {
  std::vector<std::int64_t> hashes;
  for (const std::string& key : keys) hashes.push_back(key_hash(network, key));
  return std::ranges::is_sorted(hashes);
}

TEST(KeyHash, GrowsWithTheTimeThatAUriTells) {
  EXPECT_TRUE(in_order(Network::fediverse, {"https://uno.example/users/a/statuses/103400000000000000",
                                            "https://dos.example/users/b/statuses/103500000000000000",
                                            "https://tres.example/users/a/statuses/113500000000000000"}));
  EXPECT_TRUE(
      in_order(Network::fediverse, {"https://uno.example/users/a/statuses/01E5ZQ8KGB000000000000000A",
                                    "https://uno.example/users/b/statuses/01HZZQ8KGB0000000000000000"}));
  EXPECT_TRUE(in_order(Network::fediverse,
                       {"https://uno.example/notes/85aaaaaa01", "https://dos.example/notes/9zaaaaaa00"}));
  EXPECT_TRUE(
      in_order(Network::fediverse, {"https://uno.example/post/999", "https://dos.example/post/1000"}));
  EXPECT_TRUE(in_order(Network::bluesky, {"at://did:plc:b/app.bsky.feed.post/3jzfcijpj2z2a",
                                          "at://did:plc:a/app.bsky.feed.post/3l22222222222"}));
  EXPECT_TRUE(in_order(Network::x, {"999", "1250000000000000000", "1250000000000100000"}));
}

TEST(KeyHash, KeysThatTellTheSameTimeDiffer) {
  std::set<std::int64_t> hashes;
  for (int host = 0; host < 1000; ++host)
    hashes.insert(key_hash(Network::fediverse, "https://servidor-simulado-" + std::to_string(host) +
                                                   ".example/users/a/statuses/103400000000000000"));
  EXPECT_GT(hashes.size(), 980u);  // 16 bits are left to tell them apart; a collision costs a comparison
}

TEST(KeyHash, WhatTellsNoTimeIsSpread) {
  EXPECT_NE(key_hash(Network::fediverse, "https://uno.example/objects/3f0d1a2b"),
            key_hash(Network::fediverse, "https://uno.example/objects/3f0d1a2c"));
  EXPECT_NE(key_hash(Network::fediverse, "alguien@uno.example"),
            key_hash(Network::bluesky, "alguien@uno.example"));
  EXPECT_NE(key_hash(Network::other, ""), key_hash(Network::other, "/"));
}

}  // namespace
}  // namespace clamor::storage::test
