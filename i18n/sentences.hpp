#pragma once
// Sentences of rooms that see no translations (storage, collector, config): they travel, and some are stored,
// as plain English. Here they are recognised by their pattern, at the edge where a person reads them.

#include <span>
#include <string>
#include <string_view>

namespace clamor::i18n {

// The sentence in the language of tr.hpp; what fills its holes is kept, or translated when it is such a
// sentence itself. English that no pattern knows stays as it is. Any thread.
std::string translated(std::string_view english);

// Every pattern, with numbered holes: "{0} refused the connection".
std::span<const char* const> sentence_patterns();

}  // namespace clamor::i18n
