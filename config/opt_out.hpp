#pragma once
// The list of those who do not want to be collected: a text file beside the campaign file.

#include <filesystem>

#include "config/toml_table.hpp"
#include "core/opt_out.hpp"

namespace clamor::config {

// One entry per line: an account as people write it, "*@server" for everybody there, "#word" for profiles that hold
// this hashtag. Lines that begin with "# " are remarks. Mistakes are noted at `line`, where the campaign file
// names the list; they tell the line of the list and never its content.
void read_opt_out(const std::filesystem::path& file, int line, Mistakes& mistakes, OptOut& into);

}  // namespace clamor::config
