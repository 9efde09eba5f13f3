#pragma once
// Parameters as forgiving servers read them.

#include <cstdint>
#include <string_view>

#include "simnet/http.hpp"

namespace clamor::simnet {

// As a database reads what should be a number: leading digits count, anything else is 0.
std::uint64_t number_in(std::string_view text);

// The parameter `limit`: its size without sign, at most `most`.
std::size_t limit_in(const Request& request, std::size_t otherwise, std::size_t most,
                     std::string_view name = "limit");

// Set, and to nothing that means no.
bool yes(const Request& request, std::string_view name);

}  // namespace clamor::simnet
