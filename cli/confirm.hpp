#pragma once
// Before something that cannot be taken back.

#include <string>

#include "cli/command.hpp"

namespace clamor::cli {

// On a terminal somebody answers `question`; elsewhere --yes must have been said. False says so.
bool confirmed(Invocation& invocation, const std::string& question);

}  // namespace clamor::cli
