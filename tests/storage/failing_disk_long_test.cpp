#include "tests/storage/failing_disk.hpp"

namespace clamor::storage::test {

TEST(FailingDisk, AtEveryOperationLosesNothing) {
  survive_every_fault(1);
}

}  // namespace clamor::storage::test
