#include <gtest/gtest.h>

#include "tests/e2e/world.hpp"

namespace clamor::e2e {
namespace {

TEST(KilledCollector, TwentyFiveTimesLosesAndRepeatsNothing) {
  const World world({"--seed", "11", "--days", "30", "--end", "2026-11-20"});
  survives(world, 25, 2026);
}

}  // namespace
}  // namespace clamor::e2e
