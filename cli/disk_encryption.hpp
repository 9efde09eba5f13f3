#pragma once
// Whether what lies in a folder is encrypted on its disk, as far as the system tells without root.

#include <filesystem>

namespace clamor::cli {

enum class Encryption {
  disk,    // LUKS or another dm-crypt below the file system
  folder,  // the file system or the folder itself is encrypted
  none,
  memory,   // not on a disk at all
  unknown,  // over a network, or a file system that says nothing
};

// `system`: where /sys and /proc are found; tests put their own there.
Encryption encryption_of(const std::filesystem::path& folder, const std::filesystem::path& system = "/");

}  // namespace clamor::cli
