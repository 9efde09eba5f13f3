#include "cli/pausing.hpp"

namespace clamor::cli {
namespace {

using storage::StorageError;

bool may_pass(StorageError::Kind kind, bool begun) {
  using Kind = StorageError::Kind;
  switch (kind) {
    case Kind::disk_full:
    case Kind::busy:
      return true;
    case Kind::io:
    case Kind::read_only:
    case Kind::no_memory:
      return begun;
    default:
      return false;
  }
}

}  // namespace

void work_through_pauses(const std::function<void(bool& begun)>& work, const Pauses& pauses) {
  while (true) {
    bool begun = false;
    try {
      return work(begun);
    } catch (const StorageError& error) {
      if (!may_pass(error.kind(), begun)) throw;
      pauses.paused(error);
      do {
        if (!pauses.rest()) throw;
      } while (!pauses.disk_well());
      pauses.goes_on(error.kind());
    }
  }
}

}  // namespace clamor::cli
