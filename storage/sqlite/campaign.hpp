#pragma once
// What counts depends on the campaign, and may be asked of stored posts again.

#include <SQLiteCpp/SQLiteCpp.h>

#include <set>
#include <string>

namespace clamor::storage {

// Reads every stored post again for tags that are new or match differently now. Roll-ups are not touched.
void match_again(SQLite::Database& db, const std::set<std::string>& tags);

}  // namespace clamor::storage
