#include "tests/storage/kill.hpp"

namespace clamor::storage::test {

TEST(Kill, TwoHundredTimesLosesAndDoublesNothing) {
  survive_kills(200, 400);
}

}  // namespace clamor::storage::test
