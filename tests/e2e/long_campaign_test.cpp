// The whole: twelve servers of five kinds, 20,000 posts, and everything that can go wrong within two days.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

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

// Since a collector stays, no gap but of an outage, and none of an outage missing, each filled: to a poll, as nobody
// looks in between.
void expect_gaps_of(const std::vector<Outage>& outages, UtcTime since, storage::Reader& reader) {
  constexpr Millis a_poll = 45min;  // the longest wait for the next one, or for a probe
  const auto gaps = reader.gaps();
  for (const auto& row : gaps) {
    SCOPED_TRACE(row.source + " " + to_rfc3339(row.gap.time.from) + " to " + to_rfc3339(row.gap.time.to));
    EXPECT_EQ(row.gap.state, GapState::closed);
    if (row.gap.time.from < since) continue;
    EXPECT_TRUE(std::ranges::any_of(outages, [&](const Outage& outage) {
      return outage.server == row.source && row.gap.time.from <= outage.from &&
             row.gap.time.from >= outage.from - a_poll && row.gap.time.to <= outage.to + a_poll;
    })) << "a gap where nothing was wrong: "
        << row.gap.cause;
  }
  for (const Outage& outage : outages)
    for (const std::string_view tag : simnet::tracked_tags)
      EXPECT_TRUE(std::ranges::any_of(gaps,
                                      [&](const auto& row) {
                                        return row.source == outage.server && row.tag == hashtag_key(tag) &&
                                               row.gap.time.from <= outage.from &&
                                               row.gap.time.to >= outage.to;
                                      }))
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
  const UtcTime since = campaign.clock().now();
  campaign.collect({.run_for = Millis(74h)});  // nobody posts after two days; the last of three to find the rest
  EXPECT_EQ(campaign.collect({.once = true}), Outcome::ok);
  const std::string truth = campaign.truth();
  EXPECT_EQ(told(*campaign.reader()), told(truth)) << "what was posted meanwhile is not lost";
  EXPECT_EQ(early_requests(truth), 0);
  EXPECT_GE(outages_in(truth).size(), 3u);
  expect_gaps_of(outages_in(truth), since, *campaign.reader());
}

// Of the posts since then, which were young enough to be read again after they were found.
void expect_counts_of_home_servers(storage::Reader& reader, const std::string& posts_jsonl, UtcTime since) {
  std::vector<std::int64_t> ids;
  reader.each_post([&](const storage::PostRow& post) { ids.push_back(post.id); });
  std::map<std::string, Counts> found;
  for (const auto& post : reader.details(ids)) found[post.key.uri] = post.counts;
  std::istringstream lines(posts_jsonl);
  simdjson::dom::parser parser;
  int compared = 0;
  for (std::string line; std::getline(lines, line);) {
    const simdjson::dom::element post = parser.parse(line);
    if (*parse_rfc3339(text(post, "created_at")) < since) continue;
    const Counts& ours = found[text(post, "uri")];
    EXPECT_EQ(ours.likes.value_or(0), number(post, "likes")) << text(post, "uri");
    EXPECT_EQ(ours.boosts.value_or(0), number(post, "boosts")) << text(post, "uri");
    ++compared;
  }
  EXPECT_GT(compared, 10'000);
}

// CLAMOR_SEED takes the place of this one.
std::vector<std::uint64_t> seeds() {
  if (const char* seed = std::getenv("CLAMOR_SEED")) return {std::strtoull(seed, nullptr, 10)};
  return {7};
}

class EverythingAtOnce : public testing::TestWithParam<std::uint64_t> {};

TEST_P(EverythingAtOnce, CostsNoPostNoCountAndNoServersPatience) {
  simnet::Design design = large_world({"late:10", "edits", "deletions", "storm", "outages:1@masto-2.sim",
                                       "outages:1@misskey-4.sim", "outages:1@bsky.sim"});
  design.seed = GetParam();
  design.posts = 11'000;  // before the end; more of them come live, for two days
  design.live = true;
  SimulatedCampaign campaign(design);
  EXPECT_EQ(campaign.collect({.once = true}), Outcome::ok);
  const UtcTime since = campaign.clock().now();
  campaign.collect({.run_for = Millis(74h)});
  EXPECT_EQ(campaign.collect({.once = true}), Outcome::ok);
  const auto outages = outages_in(campaign.truth());
  EXPECT_EQ(outages.size(), 3u);
  expect_gaps_of(outages, since, *campaign.reader());

  campaign.clock().move(12 * 24h);  // nothing grows any more: the last counts are read
  campaign.collect({.run_for = Millis(36h)});
  const std::string truth = campaign.truth();
  const auto reader = campaign.reader();
  const Tally ours = told(*reader), seen = told(truth);
  EXPECT_GT(seen.at("posts"), 17'000);
  EXPECT_EQ(ours.at("posts"), seen.at("posts"));
  EXPECT_EQ(ours.at("mentions"), seen.at("mentions"));
  // Of a post that is gone a late copy may have come and gone between two looks; everything else is known.
  const UtcTime now = campaign.clock().now();
  for (const auto& [place, posts] : told(campaign.fleet().truth().summary(now, {now}))) {
    EXPECT_GE(ours.at(place), posts) << place;
    EXPECT_LE(ours.at(place), seen.at(place)) << place;
  }
  expect_counts_of_home_servers(*reader, campaign.fleet().truth().posts_jsonl(now), design.end - 27 * 24h);
  for (const char* key : {"authors", "deleted", "edited_away"})
    EXPECT_EQ(sums(reader->totals()).at(key), sums(truth).at(key)) << key;
  EXPECT_EQ(early_requests(truth), 0);
  const auto posts = stored_posts(*reader);
  EXPECT_EQ(std::ranges::adjacent_find(posts), posts.end()) << "no post is there twice";
  EXPECT_TRUE(reader->verify().empty());
}

INSTANTIATE_TEST_SUITE_P(Seeds, EverythingAtOnce, testing::ValuesIn(seeds()), testing::PrintToStringParamName());

}  // namespace
}  // namespace clamor::e2e
