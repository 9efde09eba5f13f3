#pragma once
// Two databases become one: what partners collected apart, counted together. The result does not depend on
// the order or grouping of merges, and merging again changes nothing: posts, people, readings, edges and
// sightings follow the rules by which copies of a post become one (docs/decisions/0009).

#include <string_view>

#include "storage/backup.hpp"
#include "storage/store.hpp"

namespace clamor::storage {

struct Merged {
  std::int64_t posts = 0;  // that the other database keeps
  Saved saved;             // what of it was new here
  bool whole = true;       // false: `go_on` stopped it; what was done stays, merging again does the rest
};

// Brings everything of `from` into `into`, which is created if need be; `from` is only read, also while it is
// collected into. `campaign` says what counts from now on. Posts come in slices, each a transaction; what was
// covered comes last. StorageError: refused when the simulated marks differ or both are one file,
// newer_schema, damaged.
Merged merge(std::string_view into, std::string_view from, const CampaignSetup& campaign, UtcTime now,
             const GoOn& go_on = {});

}  // namespace clamor::storage
