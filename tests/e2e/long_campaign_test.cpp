// The whole: twelve servers of five kinds, 20,000 posts, and everything that can go wrong within two days.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/e2e/agreement.hpp"
#include "tests/e2e/simulated_time.hpp"

namespace clamor::e2e {
namespace {

using namespace std::chrono_literals;
using collector::Outcome;

// CLAMOR_SEED chooses the world.
simnet::Design large_world(const std::vector<std::string>& faults) {
  const char* seed = std::getenv("CLAMOR_SEED");
  simnet::Design design;
  design.seed = seed ? std::strtoull(seed, nullptr, 10) : 2026;
  design.servers = 12;
  design.posts = 20'000;
  design.end = *parse_rfc3339("2026-11-20T12:00:00Z");
  design.faults = simnet::Faults(faults);
  return design;
}

TEST(LongCampaign, TwentyThousandPostsAreFoundWhateverTheServersDo) {
  SimulatedCampaign campaign(
      large_world({"late:10", "edits", "deletions", "storm", "drip:41", "starting-up@misskey-4.sim",
                   "few-requests@masto-7.sim", "blocks@masto-2.sim", "no-link@masto-3.sim",
                   "odd-401@masto-1.sim", "wrong-counts@misskey-8.sim", "token-expiry:40"}));
  EXPECT_EQ(campaign.collect({.once = true}), Outcome::ok);
  const std::string truth = campaign.truth();
  EXPECT_EQ(told(*campaign.reader()), told(truth));
  EXPECT_GT(told(truth).at("posts"), 16'000);
  EXPECT_EQ(early_requests(truth), 0);
  EXPECT_TRUE(campaign.reader()->verify().empty());
}

}  // namespace
}  // namespace clamor::e2e
