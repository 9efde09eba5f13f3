#include "tests/storage/kill.hpp"

namespace clamor::storage::test {

TEST(Kill, AThousandTimesLosesAndDoublesNothingThatWasAcknowledged) {
  survive_kills(1000, 1000);
}

TEST(KilledBackup, TwoHundredTimesLeavesWholeCopiesAndNothingTheNextDoesNotClear) {
  survive_kills_of_backups(200);
}

}  // namespace clamor::storage::test
