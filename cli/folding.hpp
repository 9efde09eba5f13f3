#pragma once
// Long sentences on a terminal, which breaks lines in the middle of a word.

#include <cstddef>
#include <string>
#include <string_view>

namespace clamor::cli {

// The text in lines that end before column 80, broken between words. It begins at column `indent`, and so does each
// line after the first. Line ends of the text stay; a word that is longer than a line stays whole.
std::string folded(std::string_view text, std::size_t indent = 0);

}  // namespace clamor::cli
