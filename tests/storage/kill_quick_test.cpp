#include "tests/storage/kill.hpp"

namespace clamor::storage::test {

TEST(Kill, FiftyTimesLosesAndDoublesNothing) {
  survive_kills(50, 60);
}

}  // namespace clamor::storage::test
