#pragma once
// Names for people of what core only names for files.

#include "core/network.hpp"

namespace clamor::i18n {

// "Fediverso", "Bluesky", "X"... in the language of tr.hpp.
const char* network_title(Network network);

}  // namespace clamor::i18n
