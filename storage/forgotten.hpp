#pragma once
// Who was forgotten in one database must not come back through another: an old copy that takes its place, a
// new file after a damaged one.

#include <filesystem>
#include <string_view>

#include "storage/store.hpp"

namespace clamor::storage {

struct KeptAway {
  Erased erased;      // what was there of it
  bool known = true;  // false: the other file is not there, or could not be read to the end
};

// Whom `as_in` forgot or keeps out, and which posts are gone there: erased from the database and kept away from
// then on. `as_in` is only read, a damaged one as far as that goes. The bytes are gone after Writer::scrub().
KeptAway keep_away(std::string_view url, const std::filesystem::path& as_in, UtcTime now);

}  // namespace clamor::storage
