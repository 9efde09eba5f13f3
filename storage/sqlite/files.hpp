#pragma once
// Files as a whole: kept on the disk, moved to their place in one step.

#include <filesystem>
#include <string>

#include "core/time.hpp"

namespace clamor::storage {

// StorageError for what the system refused: "cannot {what} {file}: {why}".
[[noreturn]] void cannot(const char* what, const std::filesystem::path& file, int code);

// Until the disk has it: a file's bytes, or a folder's names.
void sync_to_disk(const std::filesystem::path& path);

// The file gets its name when it is whole on the disk, taking the place of another of that name.
void move_into_place(const std::filesystem::path& part, const std::filesystem::path& place);

// "20261127T041000Z": sorts by time, and every file system takes it.
std::string in_a_name(UtcTime time);

}  // namespace clamor::storage
