#include "tests/storage/kill.hpp"

namespace clamor::storage::test {

TEST(Kill, TwentyFiveTimesLosesAndDoublesNothing) {
  survive_kills(25, 400);
}

}  // namespace clamor::storage::test
