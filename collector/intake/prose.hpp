#pragma once
// The prose of a post: its text without what says nothing of the language around it. Only for this room.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace clamor::intake {

inline bool is_space(char letter) {
  return letter <= ' ' && (letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r');
}

static_assert(std::endian::native == std::endian::little);

// Where the run of letters at `at` ends; `colon` becomes true if it has one. Most words end within eight bytes, which
// are looked at in one step.
inline std::size_t end_of_word(std::string_view text, std::size_t at, bool& colon) {
  constexpr std::uint64_t each = 0x0101010101010101, top = each * 0x80;
  // Bit 7 of each byte that is smaller than `than` (at most 0x80); above the lowest such byte others may be set too.
  const auto smaller = [](std::uint64_t bytes, std::uint64_t than) { return (bytes - each * than) & ~bytes & top; };
  while (text.size() - at >= sizeof(std::uint64_t)) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    const std::uint64_t spaces = smaller(bytes, ' ' + 1), colons = smaller(bytes ^ each * ':', 1);
    const std::uint64_t before = spaces == 0 ? ~std::uint64_t{0} : (spaces & (~spaces + 1)) - 1;
    colon = colon || (colons & before) != 0;
    if (spaces == 0) {
      at += sizeof bytes;
      continue;
    }
    at += static_cast<std::size_t>(std::countr_zero(spaces)) / 8;
    if (is_space(text[at])) return at;
    ++at;  // a control character, which ends no word
  }
  for (; at < text.size() && !is_space(text[at]); ++at) colon = colon || text[at] == ':';
  return at;
}

// Calls `take` with each run of letters between spaces, hashtags, links and handles left out.
template <class Take>
void each_prose_word(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    bool colon = false;  // few words have one, so few are searched for more of it
    const std::size_t end = end_of_word(text, at, colon);
    const auto word = text.substr(at, end - at);
    const bool noise = word.starts_with('#') || word.starts_with("\xEF\xBC\x83") || word.starts_with('@') ||
                       word.starts_with("www.") || (colon && word.find("://") != std::string_view::npos);
    if (!word.empty() && !noise) take(word);
    at = end + 1;
  }
}

}  // namespace clamor::intake
