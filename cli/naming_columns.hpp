#pragma once
// Which column of a table holds what: told by a file, remembered from an earlier time, or asked for.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "config/columns.hpp"

namespace clamor::cli {

// Of a table whose format nobody knows. Empty: nobody said it, and what to do has been told on `err`.
std::optional<config::Columns> columns_for(Invocation& invocation, const std::string& file,
                                           const std::vector<std::string>& titles);

// The files that remember: no people, and yet what somebody imported.
std::vector<std::filesystem::path> remembered_columns();

}  // namespace clamor::cli
