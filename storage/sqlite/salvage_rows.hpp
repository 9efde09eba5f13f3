#pragma once
// Reading the rows of a table whose pages may be broken.

#include <SQLiteCpp/SQLiteCpp.h>

#include "storage/salvage.hpp"

namespace clamor::storage {

// Copies what can be read of a table of `from` into the same table of `to`. A broken page ends a walk through
// the table; so it is walked from both ends, and what lies between is entered again in the middle, until the
// pieces are small.
Salvaged::Table salvage_rows(SQLite::Database& from, SQLite::Database& to, const std::string& table);

}  // namespace clamor::storage
