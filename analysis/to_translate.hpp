#pragma once
// Marks the English sentences of this room for the catalogue of i18n, which it does not see: the room that
// shows them translates them.

#include <string_view>

namespace clamor::analysis {

// The text is a literal: its data() ends with NUL.
constexpr std::string_view to_translate(const char* english) {
  return english;
}

}  // namespace clamor::analysis
