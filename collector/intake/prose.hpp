#pragma once
// The prose of a post: its text without what says nothing of the language around it. Only for this room.

#include <cstddef>
#include <string_view>

#include "collector/intake/eight_bytes.hpp"

namespace clamor::intake {

inline bool is_space(char letter) {
  return letter <= ' ' && (letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r');
}

// Where the run of letters at `at` ends. Most end within eight bytes, which are looked at in one step; `look` is shown
// the letters on the way, with zeros for what no longer belongs to them.
template <class Look>
std::size_t end_of_word(std::string_view text, std::size_t at, Look look) {
  while (text.size() - at >= sizeof(EightBytes)) {
    const auto eight = EightBytes::of(text, at);
    const std::uint64_t ends = eight.smaller_than(' ' + 1);
    look(eight.before(ends));
    if (ends == 0) {
      at += sizeof(EightBytes);
      continue;
    }
    at += EightBytes::first_of(ends);
    if (is_space(text[at])) return at;
    ++at;  // a control character, which ends no word
  }
  for (; at < text.size() && !is_space(text[at]); ++at) look(EightBytes{static_cast<unsigned char>(text[at])});
  return at;
}

// Calls `take` with each run of letters between spaces, hashtags, links and handles left out.
template <class Take>
void each_prose_word(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    bool colon = false;  // few words have one, so few are searched for more of it
    const std::size_t end =
        end_of_word(text, at, [&](EightBytes letters) { colon = colon || letters.equal_to(':') != 0; });
    const auto word = text.substr(at, end - at);
    const bool noise = word.starts_with('#') || word.starts_with("\xEF\xBC\x83") || word.starts_with('@') ||
                       word.starts_with("www.") || (colon && word.find("://") != std::string_view::npos);
    if (!word.empty() && !noise) take(word);
    at = end + 1;
  }
}

}  // namespace clamor::intake
