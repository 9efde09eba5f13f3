#include "tests/storage/failing_disk.hpp"

namespace clamor::storage::test {

TEST(FailingDisk, HereAndThereLosesNothing) {
  survive_every_fault(23);
}

}  // namespace clamor::storage::test
