#include "tests/storage/failing_disk.hpp"

namespace clamor::storage::test {

TEST(FailingDisk, HereAndThereLosesNothing) {
  survive_every_fault(23);
}

TEST(FailingDisk, HereAndThereInAMigrationLeavesTheOldSchemaOrTheNewOne) {
  migrate_through_every_fault(1, 41);
}

TEST(KilledAtTheDisk, HereAndThereLosesNothing) {
  survive_kills_at_every_operation(19);
}

}  // namespace clamor::storage::test
