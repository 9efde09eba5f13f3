#pragma once
// The end of a database: every file that was made for it, overwritten and removed.

#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

namespace clamor::storage {

// The database and all that lies beside it (beside.hpp). The database itself comes last. StorageError::not_ours for
// a file of another program; one that is damaged, or that was wiped halfway, is ours.
std::vector<std::filesystem::path> files_of(std::string_view url);

// How a file fared: overwritten and gone; gone, but its bytes may still be on the disk; still there.
enum class Wiped { whole, not_overwritten, stays };
struct WipedFile {
  std::filesystem::path file;
  Wiped how;
  std::error_code why = {};  // it is not whole
};

// Overwrites a plain file with zeros once, sees it to the disk and removes it; one of ours that is read-only is made
// writable first. A link is removed and what it leads to is left alone. Never throws for what the system refuses.
WipedFile try_to_wipe(const std::filesystem::path& file);
// StorageError unless it went whole.
void wipe_file(const std::filesystem::path& file);

// Wipes files_of(url), then `elsewhere`, each whatever happened to the others, while holding the writer's lock:
// StorageError::locked while somebody collects. The list of copies comes last, and stays while anything stays, or while
// it names more that is out of reach: who wipes again finds the rest by it.
std::vector<WipedFile> wipe(std::string_view url, const std::vector<std::filesystem::path>& elsewhere = {},
                            bool more_out_of_reach = false);

}  // namespace clamor::storage
