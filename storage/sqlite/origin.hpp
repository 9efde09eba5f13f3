#pragma once
// Under which name a database counts its requests, so that databases can be united without counting any of
// them twice or losing one: each name's numbers only grow, and only one file counts under it.

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

namespace clamor::storage {

// For whoever opens the file to write: draws a name if it has none, or if it is a copy of the file for which
// its name was drawn. What was counted under the old name is kept apart.
void name_origin(SQLite::Database& db, const std::filesystem::path& file);

}  // namespace clamor::storage
