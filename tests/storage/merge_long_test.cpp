#include "tests/storage/merging.hpp"

namespace clamor::storage::test {

TEST(Merge, OfThreeHundredRandomTriplesDoesNotDependOnTheOrder) {
  for (unsigned seed = 100; seed < 400 && !::testing::Test::HasFatalFailure(); ++seed)
    expect_one_result(seed);
}

TEST(Merge, OfThreeHundredRandomTriplesDoesNotDependOnTheOrderWithAnOptOutListEither) {
  for (unsigned seed = 400; seed < 700 && !::testing::Test::HasFatalFailure(); ++seed)
    expect_one_result(seed, two_opted_out());
}

}  // namespace clamor::storage::test
