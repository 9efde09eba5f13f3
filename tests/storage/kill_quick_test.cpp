#include "tests/storage/kill.hpp"

namespace clamor::storage::test {

TEST(Kill, FiveTimesLosesAndDoublesNothing) {
  survive_kills(5, 40);
}

}  // namespace clamor::storage::test
