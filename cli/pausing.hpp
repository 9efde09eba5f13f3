#pragma once
// A collection whose disk gives it up pauses, and goes on by itself when the disk is well again.

#include <functional>

#include "storage/store.hpp"

namespace clamor::cli {

struct Pauses {
  std::function<bool()> rest;       // until the disk is looked at again; false: somebody wants to stop
  std::function<bool()> disk_well;  // it takes what is written
  std::function<void(const storage::StorageError&)> paused;
  std::function<void(storage::StorageError::Kind)> goes_on;
};

// Does `work` until it comes to its end. A full disk is always waited for. One that fails, or may no longer be written,
// is when `work` had begun, which it says by its argument: else the same would be met for ever. What is no trouble of the
// disk, or trouble when somebody wants to stop, is thrown.
void work_through_pauses(const std::function<void(bool& begun)>& work, const Pauses& pauses);

}  // namespace clamor::cli
