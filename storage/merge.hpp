#pragma once
// Two databases become one: what partners collected apart, counted together. The result does not depend on
// the order or grouping of merges, and merging again changes nothing: posts, people, readings, edges and
// sightings follow the rules by which copies of a post become one (docs/decisions/0009).

#include <string_view>

#include "storage/backup.hpp"
#include "storage/store.hpp"

namespace clamor::storage {

struct Merged {
  std::int64_t posts = 0;      // that the other database keeps
  Saved saved;                 // what of it was new here
  std::int64_t opted_out = 0;  // of its posts: by whom the opt-out list names, so counted and never written
  Scrubbed scrubbed;           // if it had to erase anything
  bool whole = true;           // false: `go_on` stopped it; what was done stays, merging again does the rest
};

// Brings everything of `from` into `into`, which is created if need be; `from` is only read, also while it is
// collected into. `campaign` says what counts from now on. Whom `opt_out` names is erased here, and of what the other has of
// them nothing is ever written. Posts come in slices, each a transaction; what was covered comes last. StorageError:
// refused when the simulated marks differ or both are one file, newer_schema, damaged.
Merged merge(std::string_view into, std::string_view from, const CampaignSetup& campaign,
             const OptOut& opt_out, UtcTime now, const GoOn& go_on = {});

}  // namespace clamor::storage
