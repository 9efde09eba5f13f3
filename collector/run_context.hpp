#pragma once
// What everybody who collects shares during one run.

#include <chrono>
#include <functional>
#include <set>

#include "collector/engine.hpp"
#include "collector/intake/prepare.hpp"
#include "collector/steady_clock.hpp"

namespace clamor::collector {

// Home servers that nobody configured are strangers' machines: each is asked this seldom.
inline constexpr Millis guests_come_every = std::chrono::seconds{30};

struct RunContext {
  const intake::Intake& intake;
  const SteadyClock& clock;
  RandomSource& random;
  const Options& options;
  const Tell& tell;
  const std::string installation;  // tells ours from others that run the same campaign
  const std::set<AuthorKey> introduced;  // whose profile was read in an earlier run
  const bool guests;  // servers that no source names may be asked about what they are the home of
  std::function<void(PreparedPage)> save;
  std::function<void(storage::SourceNote)> note;

  Millis monotonic() const { return clock.monotonic(); }
  UtcTime now() const { return clock.now(); }
};

}  // namespace clamor::collector
