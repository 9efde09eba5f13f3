#include "tests/storage/killed_care.hpp"

namespace clamor::storage::test {

TEST(KilledCare, AtEveryCallThatChangesAFileIsWholeAndIsFinishedByTheNext) {
  for (const auto& killed : {killed_restore, killed_merge, killed_forgetting, killed_pruning, killed_wiping,
                             killed_salvage, killed_indexing})
    killed().survive();
}

}  // namespace clamor::storage::test
