// Days of a campaign on a clock of its own.
#include "tests/e2e/simulated_time.hpp"

#include <gtest/gtest.h>

#include "tests/e2e/agreement.hpp"

namespace clamor::e2e {
namespace {

using namespace std::chrono_literals;
using collector::Outcome;
using simdjson::dom::element;

simnet::Design twelve_servers(std::vector<std::string> faults = {}) {
  simnet::Design design;
  design.seed = 12;
  design.days = 10;
  design.servers = 12;
  design.posts = 2000;
  design.end = *parse_rfc3339("2026-11-20T12:00:00Z");
  design.faults = simnet::Faults(faults);
  return design;
}

TEST(SimulatedTime, EveryPostOfFiveKindsIsFoundUnderTheMannersOfRealServers) {
  SimulatedCampaign campaign(twelve_servers());
  EXPECT_EQ(campaign.collect({.once = true}), Outcome::ok);
  EXPECT_EQ(told(*campaign.reader()), told(campaign.truth()));
  EXPECT_TRUE(campaign.reader()->verify().empty());
}

TEST(SimulatedTime, StormsFewRequestsAndLyingServersCostTimeButNoPost) {
  for (const std::vector<std::string>& faults :
       {std::vector<std::string>{"storm", "html-error", "starting-up", "drip"},
        {"few-requests"},
        {"blocks@masto-2.sim", "no-link@masto-3.sim", "odd-401@masto-1.sim", "short-pages@masto-7.sim",
         "wrong-counts@misskey-4.sim", "token-expiry"}}) {
    SCOPED_TRACE(faults.front());
    SimulatedCampaign campaign(twelve_servers(faults));
    EXPECT_EQ(campaign.collect({.once = true}), Outcome::ok);
    const std::string truth = campaign.truth();
    EXPECT_EQ(told(*campaign.reader()), told(truth));
    EXPECT_EQ(early_requests(truth), 0);
    EXPECT_TRUE(campaign.reader()->verify().empty());
  }
}

}  // namespace
}  // namespace clamor::e2e
