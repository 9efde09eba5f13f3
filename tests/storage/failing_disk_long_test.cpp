#include "tests/storage/failing_disk.hpp"

namespace clamor::storage::test {

TEST(FailingDisk, AtEveryOperationLosesNothing) {
  survive_every_fault(1);
}

TEST(FailingDisk, AtEveryOperationOfAMigrationFromAnySchemaLeavesTheOldSchemaOrTheNewOne) {
  for (int schema = 1; schema < newest_schema() && !::testing::Test::HasFailure(); ++schema)
    migrate_through_every_fault(schema, 1);
}

TEST(KilledAtTheDisk, AtEveryOperationLosesNothing) {
  survive_kills_at_every_operation(1);
}

}  // namespace clamor::storage::test
