// Who does not want to be collected, counted against a network that knows who that is.
#include <gtest/gtest.h>

#include "tests/e2e/agreement.hpp"
#include "tests/e2e/world.hpp"

namespace clamor::e2e {
namespace {

TEST(OptOuts, AreCountedAsTheTruthCountsThemAndNeverStored) {
  const World world({"--seed", "9", "--days", "8", "--end", "2026-11-20", "--fault", "opt-outs:20"});
  ASSERT_EQ(world.clamor({"collect", "--once"}).code, 0);
  simdjson::dom::parser status_parser, truth_parser;
  const simdjson::dom::element status = status_parser.parse(world.clamor({"status", "--json"}).out);
  const simdjson::dom::element truth = truth_parser.parse(world.truth());
  for (const char* key : {"posts", "mentions"})
    EXPECT_EQ(std::int64_t(status[key]), std::int64_t(truth[key])) << key;
  EXPECT_GT(std::int64_t(status["opted_out"]), 0);
  EXPECT_EQ(world.clamor({"verify"}).code, 0);
}

// Their posts come without profiles.
TEST(OptOuts, OfBlueskyAreAllFound) {
  const World world(
      {"--seed", "9", "--servers", "2", "--days", "8", "--end", "2026-11-20", "--fault", "opt-outs:20"});
  ASSERT_EQ(world.clamor({"collect", "--once"}).code, 0);
  expect_equal(world.clamor({"status", "--json"}).out, world.truth());
  EXPECT_EQ(world.clamor({"verify"}).code, 0);
}

}  // namespace
}  // namespace clamor::e2e
