#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace clamor::tree {

// The files that belong to the project, as paths from its root: no build folders, no folders that a
// version control, an editor or a package manager keeps, no data a run of clamor leaves. Sorted.
std::vector<std::filesystem::path> files();

std::vector<std::string> lines_of(const std::filesystem::path& file);

std::string text_of(const std::filesystem::path& file);

}  // namespace clamor::tree
