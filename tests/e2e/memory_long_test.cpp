#include "tests/e2e/failing_memory.hpp"

#include <gtest/gtest.h>

namespace clamor::test {
namespace {

TEST(MemoryLong, ThatRunsOutAtAnyAllocationCostsAPageAlone) {
  EXPECT_GT(survive_while_a_page_is_stored(Fails::once, 0), 1'000);
  EXPECT_GT(survive_while_a_page_is_stored(Fails::from_then_on, 0), 1'000);
}

TEST(MemoryLong, ThatRunsOutAtAnyAllocationOfALookLeavesTheDatabaseAsItWas) {
  EXPECT_GT(survive_while_a_database_is_opened_and_told_of(Fails::once, 0), 1'000);
  EXPECT_GT(survive_while_a_database_is_opened_and_told_of(Fails::from_then_on, 0), 1'000);
}

}  // namespace
}  // namespace clamor::test
