#pragma once
// A copy of a database, a backup or one that was set aside or salvaged, loses what the database lost.

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "storage/store.hpp"

namespace clamor::storage {

struct CopyCare {
  std::filesystem::path database = {};    // whom it forgot and keeps out, and which posts are gone there
  std::vector<AuthorKey> forgotten = {};  // and these, however the copy calls them
  OptOut opt_out = {};
  std::optional<Retention> retention = {};  // empty: what is old stays
};

// Takes all that out of `copy`, with its bytes, and leaves everything else. Until that is done the copy is as it was.
// StorageError: it is not ours (not_ours), damaged, of a newer schema, in use, or cannot be written. False: `go_on`
// stopped it.
bool clean_copy(const std::filesystem::path& copy, const CopyCare& care, UtcTime now,
                const std::function<bool()>& go_on);

}  // namespace clamor::storage
