#pragma once
// Room on the disk of a database.

#include <cstdint>
#include <string_view>

namespace clamor::storage {

// Whether so many bytes can be written beside the database now. It is tried: a quota tells nobody how much room there is,
// and a disk that fails may say that it is well.
bool can_be_written(std::string_view url, std::uintmax_t bytes);

}  // namespace clamor::storage
