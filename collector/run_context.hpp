#pragma once
// What everybody who collects shares during one run.

#include <functional>

#include "collector/engine.hpp"
#include "collector/intake/prepare.hpp"

namespace clamor::collector {

struct RunContext {
  const intake::Intake& intake;
  const Clock& clock;
  RandomSource& random;
  const Options& options;
  const Tell& tell;
  std::function<void(PreparedPage)> save;
  std::function<void(storage::SourceNote)> note;

  Millis monotonic() const { return clock.monotonic(); }
  UtcTime now() const { return clock.now(); }
};

}  // namespace clamor::collector
