#include "tests/storage/kill.hpp"

namespace clamor::storage::test {

TEST(Kill, TwoHundredTimesLosesAndDoublesNothing) {
  survive_kills(200, 400);
}

TEST(KilledBackup, TwoHundredTimesLeavesWholeCopiesAndNothingTheNextDoesNotClear) {
  survive_kills_of_backups(200);
}

}  // namespace clamor::storage::test
