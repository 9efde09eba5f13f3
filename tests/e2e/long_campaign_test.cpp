// The whole: twelve servers of five kinds, 20,000 posts, and everything that can go wrong within two days.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "core/text.hpp"
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

// No gap but of an outage, and of each outage one a hashtag, filled: to a poll, as nobody looks in between.
void expect_gaps_of(const std::vector<Outage>& outages, storage::Reader& reader) {
  constexpr Millis a_poll = 45min;  // the longest wait for the next one, or for a probe
  const auto gaps = reader.gaps();
  for (const auto& row : gaps) {
    SCOPED_TRACE(row.source + " " + to_rfc3339(row.gap.time.from) + " to " + to_rfc3339(row.gap.time.to));
    EXPECT_EQ(row.gap.state, GapState::closed);
    EXPECT_TRUE(std::ranges::any_of(outages, [&](const Outage& outage) {
      return outage.server == row.source && row.gap.time.from <= outage.from &&
             row.gap.time.from >= outage.from - a_poll && row.gap.time.to <= outage.to + a_poll;
    })) << "a gap where nothing was wrong: "
        << row.gap.cause;
  }
  for (const Outage& outage : outages)
    for (const std::string_view tag : simnet::tracked_tags)
      EXPECT_EQ(std::ranges::count_if(gaps,
                                      [&](const auto& row) {
                                        return row.source == outage.server && row.tag == hashtag_key(tag) &&
                                               row.gap.time.from <= outage.from &&
                                               row.gap.time.to >= outage.to;
                                      }),
                1)
          << outage.server << " " << to_rfc3339(outage.from) << " " << tag;
}

TEST(LongCampaign, EveryOutageOfThreeServersIsAGapThatIsFilledAfterwards) {
  simnet::Design design = large_world({"outages@masto-2.sim", "outages@misskey-4.sim", "outages@bsky.sim"});
  design.servers = 7;
  design.posts = 600;
  design.days = 5;
  design.live = true;
  SimulatedCampaign campaign(design);
  EXPECT_EQ(campaign.collect({.once = true}), Outcome::ok);
  campaign.collect({.run_for = Millis(74h)});  // nobody posts after two days; the last of three to find the rest
  EXPECT_EQ(campaign.collect({.once = true}), Outcome::ok);
  const std::string truth = campaign.truth();
  EXPECT_EQ(told(*campaign.reader()), told(truth)) << "what was posted meanwhile is not lost";
  EXPECT_EQ(early_requests(truth), 0);
  EXPECT_GE(outages_in(truth).size(), 3u);
  expect_gaps_of(outages_in(truth), *campaign.reader());
}

}  // namespace
}  // namespace clamor::e2e
