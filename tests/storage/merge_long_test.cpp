#include "tests/storage/merging.hpp"

namespace clamor::storage::test {

TEST(Merge, OfThreeHundredRandomTriplesDoesNotDependOnTheOrder) {
  for (unsigned seed = 100; seed < 400 && !::testing::Test::HasFatalFailure(); ++seed)
    expect_one_result(seed);
}

}  // namespace clamor::storage::test
