#include "tests/storage/failing_disk.hpp"

namespace clamor::storage::test {

TEST(FailingDisk, AtEveryOperationLosesNothing) {
  survive_every_fault(1);
}

// From the first schema every migration there is runs.
TEST(FailingDisk, AtEveryOperationOfAllMigrationsLeavesTheOldSchemaOrTheNewOne) {
  migrate_through_every_fault(1, 1);
}
TEST(FailingDisk, AtEveryThirdOperationOfAMigrationFromALaterSchemaDoesSoToo) {
  for (int schema = 2; schema < newest_schema() && !::testing::Test::HasFailure(); ++schema)
    migrate_through_every_fault(schema, 3);
}

TEST(KilledAtTheDisk, AtEveryOperationLosesNothing) {
  survive_kills_at_every_operation(1);
}

}  // namespace clamor::storage::test
