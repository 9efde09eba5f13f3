#pragma once
// What has to be done every day for the people in a database, by `prune` and by `collect`.

#include <functional>
#include <optional>

#include "config/config.hpp"
#include "storage/store.hpp"

namespace clamor::cli {

struct Cared {
  storage::Erased opted_out;
  storage::Pruned pruned;
  storage::Scrubbed scrubbed;
  bool any() const {
    return opted_out.any() || pruned.texts + pruned.profiles > 0 || pruned.expired.any() || pruned.names;
  }
};

storage::Retention retention_of(const config::Config& config);

// Takes out whom the opt-out list names and what is older than the config and the platforms' terms allow.
// `go_on` is asked between small steps. The bytes are gone after Writer::scrub().
Cared care(const config::Config& config, storage::Writer& writer, UtcTime now,
           const std::function<bool()>& go_on);

// The same if the last time was a day ago; else only the opt-out list is followed. With scrub(), also of what was erased
// by somebody who was killed before it.
Cared care_daily(const config::Config& config, storage::Writer& writer, UtcTime now,
                 const std::function<bool()>& go_on);

}  // namespace clamor::cli
