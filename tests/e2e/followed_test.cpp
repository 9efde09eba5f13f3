// What becomes of posts after they were found, on a clock of its own: counts, edits, deletions.
#include <gtest/gtest.h>

#include "tests/e2e/agreement.hpp"
#include "tests/e2e/simulated_time.hpp"

namespace clamor::e2e {
namespace {

using namespace std::chrono_literals;

simnet::Design world_that_goes_on() {
  simnet::Design design;
  design.seed = 7;
  design.days = 6;
  design.servers = 8;
  design.posts = 600;
  design.end = *parse_rfc3339("2026-11-20T12:00:00Z");
  design.live = true;  // for two more days
  design.faults = simnet::Faults({"edits", "deletions"});
  return design;
}

TEST(Followed, CountsEditsAndDeletionsAgreeWithTheHomeServers) {
  SimulatedCampaign campaign(world_that_goes_on());
  campaign.collect({.once = true});
  campaign.clock().move(12 * 24h);  // every post has come to another rung
  for (int pass = 0; pass < 6; ++pass) campaign.collect({.once = true});
  const auto totals = campaign.reader()->totals();
  EXPECT_EQ(sums(totals), sums(campaign.truth()));
  EXPECT_GT(totals.deleted, 0);
  EXPECT_GT(totals.edited_away, 0);
  EXPECT_EQ(early_requests(campaign.truth()), 0);
  EXPECT_TRUE(campaign.reader()->verify().empty());
}

}  // namespace
}  // namespace clamor::e2e
