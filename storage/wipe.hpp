#pragma once
// The end of a database: every file that was made for it, overwritten and removed.

#include <filesystem>
#include <string_view>
#include <vector>

namespace clamor::storage {

// The database and all that lies beside it (beside.hpp). The database itself comes last. StorageError::not_ours for
// a file of another program; one that is damaged, or that was wiped halfway, is ours.
std::vector<std::filesystem::path> files_of(std::string_view url);

// Overwrites a plain file with zeros once, sees it to the disk and removes it. A link is removed and what it
// leads to is left alone. StorageError when the system refuses.
void wipe_file(const std::filesystem::path& file);

// Wipes files_of(url) while holding the writer's lock: StorageError::locked while somebody collects.
void wipe(std::string_view url);

}  // namespace clamor::storage
