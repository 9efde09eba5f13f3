#include "tests/storage/killed_care.hpp"

namespace clamor::storage::test {

constexpr std::int64_t places = 24;

TEST(KilledRestore, LeavesTheDatabaseOfBeforeOrTheCopy) {
  killed_restore().survive(places);
}

TEST(KilledMerge, IsWholeAndIsFinishedByTheNext) {
  killed_merge().survive(places);
}

TEST(KilledForgetting, IsFinishedByTheNextAndLeavesNoByte) {
  killed_forgetting().survive(places);
}

TEST(KilledPruning, IsFinishedByTheNextAndLeavesNoByte) {
  killed_pruning().survive(places);
}

TEST(KilledWiping, IsFinishedByTheNext) {
  killed_wiping().survive(places);
}

TEST(KilledSalvage, LeavesAWholeDatabaseOrNone) {
  killed_salvage().survive(places);
}

TEST(KilledIndexing, IsFinishedByTheNext) {
  killed_indexing().survive(places);
}

}  // namespace clamor::storage::test
