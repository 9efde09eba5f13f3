#pragma once
// The log beside a database ("-wal"), into which SQLite writes first. What is in it goes into the file itself after some
// megabytes, but never past the state that somebody reads: a program that does not end its reading lets it grow.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace clamor::storage {

struct LogReader {
  int process = 0;
  std::string program;           // as the system calls it; empty: it does not tell
  std::optional<Millis> running;  // since the program began
};

std::uintmax_t log_bytes(std::string_view url);  // 0: there is none

// Other programs that read one state of the database at this moment. Empty too where the system does not tell.
// `system`: where /proc is found; tests put their own there.
std::vector<LogReader> log_readers(std::string_view url, const std::filesystem::path& system = "/");

}  // namespace clamor::storage
