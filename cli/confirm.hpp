#pragma once
// Before something that cannot be taken back.

#include <string>

#include "cli/command.hpp"

namespace clamor::cli {

// On a terminal somebody answers `question`, with yes or sí in either language; elsewhere --yes must have
// been said. False says so.
bool confirmed(Invocation& invocation, const std::string& question);

}  // namespace clamor::cli
