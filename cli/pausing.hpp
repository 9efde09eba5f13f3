#pragma once
// A collection that its disk, its memory or another program's lock holds up pauses, and goes on by itself when that is over.

#include <functional>

#include "storage/store.hpp"

namespace clamor::cli {

struct Pauses {
  std::function<bool()> rest;       // until the disk is looked at again; false: somebody wants to stop
  std::function<bool()> disk_well;  // it takes what is written
  std::function<void(const storage::StorageError&)> paused;
  std::function<void(storage::StorageError::Kind)> goes_on;
};

// Does `work` until it comes to its end. A full disk and another program's lock are always waited for. A disk that fails or
// may no longer be written and memory that runs out are when `work` had begun, which it says by its argument: else the same
// would be met for ever.
// What does not pass by itself, or trouble when somebody wants to stop, is thrown.
void work_through_pauses(const std::function<void(bool& begun)>& work, const Pauses& pauses);

}  // namespace clamor::cli
