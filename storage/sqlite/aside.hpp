#pragma once
// A database that another one replaces, or that is damaged, is kept beside it under a name of its own.

#include <filesystem>

#include "core/time.hpp"

namespace clamor::storage {

enum class Original { goes, stays_until_replaced };

// The database and what its log still holds, as "<database>.aside-20261127T041000Z"; that name. Only for who
// holds the writer's lock. With `stays_until_replaced` there is a database at every moment, for somebody to
// move another over.
std::filesystem::path set_aside(const std::filesystem::path& database, UtcTime now, Original original);

// A database, or a log that one left: it would be taken for the log of whatever comes to lie there.
bool anything_at(const std::filesystem::path& database);

}  // namespace clamor::storage
