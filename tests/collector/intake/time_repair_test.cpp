#include <gtest/gtest.h>

#include "collector/intake/prepare.hpp"

using namespace clamor;
using intake::repair_time;

namespace {
UtcTime at(const char* text) {
  return *parse_rfc3339(text);
}
const UtcTime seen = at("2026-11-23T12:00:00Z");

Post claiming(const char* claim, Network network = Network::bluesky) {
  Post post;
  post.key = {network, "at://x"};
  if (claim != nullptr) post.created_at = at(claim);
  return post;
}
}  // namespace

TEST(TimeRepair, LeavesAPossibleClaimAlone) {
  const auto repaired = repair_time(claiming("2026-11-22T10:00:00Z"), seen);
  EXPECT_EQ(repaired.at, at("2026-11-22T10:00:00Z"));
  EXPECT_EQ(repaired.repair, TimeRepair::none);
}

TEST(TimeRepair, PutsFirstSightInPlaceOfAClaimThatCannotBe) {
  EXPECT_EQ(repair_time(claiming("2099-01-01T00:00:00Z"), seen).repair, TimeRepair::claim_in_future);
  EXPECT_EQ(repair_time(claiming("1970-01-01T00:00:00Z"), seen).repair, TimeRepair::claim_before_network);
  EXPECT_EQ(repair_time(claiming(nullptr), seen).repair, TimeRepair::claim_missing);
  EXPECT_EQ(repair_time(claiming("2099-01-01T00:00:00Z"), seen).at, seen);
}

TEST(TimeRepair, TrustsTheServersFirstSightBeforeOurs) {
  auto post = claiming("2099-01-01T00:00:00Z");
  post.indexed_at = at("2026-11-20T08:00:00Z");
  EXPECT_EQ(repair_time(post, seen).at, at("2026-11-20T08:00:00Z"));
  post.indexed_at = at("0001-01-01T00:00:00Z");  // Bluesky has shown such
  EXPECT_EQ(repair_time(post, seen).at, seen);
}

TEST(TimeRepair, DoesNotBelieveAClaimLaterThanTheServersFirstSightHoweverLateWeRead) {
  auto post = claiming("2026-11-22T10:00:00Z");
  post.indexed_at = at("2026-11-21T08:00:00Z");
  EXPECT_EQ(repair_time(post, seen).repair, TimeRepair::claim_in_future);
  EXPECT_EQ(repair_time(post, seen).at, at("2026-11-21T08:00:00Z"));
}

TEST(TimeRepair, KnowsThatTheFediverseIsOlderThanBluesky) {
  EXPECT_EQ(repair_time(claiming("2018-01-01T00:00:00Z", Network::fediverse), seen).repair, TimeRepair::none);
  EXPECT_EQ(repair_time(claiming("2018-01-01T00:00:00Z"), seen).repair, TimeRepair::claim_before_network);
}
