#pragma once
// The prose of a post: its text without what says nothing of the language around it. Only for this room.

#include <string_view>

namespace clamor::intake {

inline bool is_space(char letter) {
  return letter <= ' ' && (letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r');
}

// Calls `take` with each run of letters between spaces, hashtags, links and handles left out.
template <class Take>
void each_prose_word(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    bool colon = false;  // few words have one, so few are searched for more of it
    for (; end < text.size() && !is_space(text[end]); ++end) colon = colon || text[end] == ':';
    const auto word = text.substr(at, end - at);
    const bool noise = word.starts_with('#') || word.starts_with("\xEF\xBC\x83") || word.starts_with('@') ||
                       word.starts_with("www.") || (colon && word.find("://") != std::string_view::npos);
    if (!word.empty() && !noise) take(word);
    at = end + 1;
  }
}

}  // namespace clamor::intake
