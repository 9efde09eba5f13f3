#pragma once
// Names for people of what core only names for files and logs, in the language of tr.hpp.

#include <string>
#include <string_view>

#include "core/network.hpp"
#include "core/page.hpp"

namespace clamor::i18n {

// "Fediverso", "Bluesky", "X"...
const char* network_title(Network network);

// Why a stretch of time was not read: "the server could not be reached". A word that is not known here (a
// newer program wrote it) stays as it is, without its underscores.
std::string gap_cause_title(std::string_view cause);
// "open", "being filled"...
const char* gap_state_title(GapState state);

}  // namespace clamor::i18n
