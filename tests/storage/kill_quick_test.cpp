#include "tests/storage/kill.hpp"

namespace clamor::storage::test {

TEST(Kill, FiftyTimesLosesAndDoublesNothingThatWasAcknowledged) {
  survive_kills(50, 60);
}

TEST(KilledBackup, TwentyTimesLeavesWholeCopiesAndNothingTheNextDoesNotClear) {
  survive_kills_of_backups(20);
}

}  // namespace clamor::storage::test
