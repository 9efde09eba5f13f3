#pragma once
// Help as a person reads it, in their language.

#include <ostream>

#include "cli/command.hpp"

namespace clamor::cli {

void print_help(std::ostream& out);
void print_help(std::ostream& out, const Command& command);

}  // namespace clamor::cli
