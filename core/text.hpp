#pragma once
// Text as the world writes it: keys of hashtags, safe printing, valid UTF-8.

#include <string>
#include <string_view>
#include <vector>

namespace clamor {

// The key under which spellings of a hashtag meet: NFKC, case fold, accents and ñ folded (Latin, Greek and
// Cyrillic letters lose their marks; others keep them), leading '#' or '＃' dropped.
// "#LiberaciónYa" and "liberacionya" share one key. Empty when nothing is left.
std::string hashtag_key(std::string_view tag);

// NFKC, case fold and accents folded, but ñ stays its own letter ("años" is not "anos"): what the phrases of
// themes are compared by.
std::string fold_for_phrases(std::string_view text);

// The hashtags of a plain text, spelling kept, without '#', in order, repeated ones too. A tag starts at '#'
// or '＃' that does not follow a letter, digit or '/', runs over letters, digits, marks and '_', and holds at
// least one character that is not a digit.
std::vector<std::string> hashtags_in(std::string_view text);

// Letters A to Z in small, all else as it is: for names of hosts, schemes, headers and accounts.
constexpr char ascii_lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}
std::string ascii_lower(std::string_view text);

// Invalid bytes become U+FFFD; valid text comes back unchanged.
std::string valid_utf8(std::string_view bytes);

// At most `bytes` long, cut between characters; `cut` says whether something was lost.
std::string truncate_utf8(std::string_view text, std::size_t bytes, bool* cut = nullptr);

// One line that is safe on a terminal, in a log or a window title: control characters, bidi overrides,
// zero-width and tag characters are shown as visible escapes (CWE-150).
std::string printable(std::string_view text);

// One character as text rules see it. A broken byte reads as U+FFFD.
struct Letter {
  char32_t code = 0;
  bool alphabetic = false, lower = false, upper = false;
  bool in_word = false;  // letter, digit or mark
};

// Reads the character at `at` and moves behind it; `at` < text.size().
Letter next_letter(std::string_view text, std::size_t& at);

}  // namespace clamor
