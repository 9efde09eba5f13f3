#pragma once
// Reads a command line: global options may stand before or after the command.

#include "cli/command.hpp"
#include "core/result.hpp"

namespace clamor::cli {

struct CommandLine {
  std::string command;  // empty: none was given
  Given given;
  std::vector<std::string> words;
};

// The error is a translated sentence that names the option and where to find help.
Result<CommandLine> read_command_line(const std::vector<std::string>& args);

// Values of options, read with a translated sentence when they are wrong.
Result<long long> whole_number(const Given& given, const std::string& name, long long fallback, long long min,
                               long long max);

}  // namespace clamor::cli
