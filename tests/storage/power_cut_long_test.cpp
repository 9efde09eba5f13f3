#include "tests/storage/power_cut.hpp"

namespace clamor::storage::test {

TEST(PowerCut, TenThousandTimesLeavesAPrefixOfTheCommitsWithAllThatWereAcknowledged) {
  PowerCuts(60).cut(10'000, 2026);
}

}  // namespace clamor::storage::test
