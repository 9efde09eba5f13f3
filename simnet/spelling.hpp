#pragma once
// Servers that do not fold accents: capitals become small letters, and that is all. Enough for the letters
// that the phrasebooks hold (ASCII and Latin-1).

#include <string>
#include <string_view>

namespace clamor::simnet {

std::string lower_case(std::string_view text);

}  // namespace clamor::simnet
