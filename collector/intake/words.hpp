#pragma once
// The words of a text, folded for comparing with the phrases of themes. Only for this room.

#include <string>
#include <string_view>
#include <vector>

namespace clamor::intake {

// Runs of letters, digits and marks, folded; hashtags are split where a capital follows a small letter
// ("#FreeThemAll" -> free them all).
std::vector<std::string> words_in(std::string_view text);

// A phrase as words; '*' stays at the end of a word and stands for any ending.
std::vector<std::string> phrase_words(std::string_view phrase);

// The phrase's words stand in the text one after the other.
bool holds_phrase(const std::vector<std::string>& words, const std::vector<std::string>& phrase);

}  // namespace clamor::intake
