#include "collector/intake/words.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "core/text.hpp"

namespace clamor::intake {
namespace {

bool in_word(UChar32 letter) {
  return u_isalnum(letter) || (U_GET_GC_MASK(letter) & U_GC_M_MASK) != 0;
}

bool matches(const std::string& word, std::string_view pattern) {
  if (!pattern.ends_with('*')) return word == pattern;
  return word.starts_with(pattern.substr(0, pattern.size() - 1));
}

// Calls `take` with each run of word letters; `keeps` names one more letter that belongs to words.
template <class Take>
void each_run(std::string_view text, char keeps, bool split_on_case, Take take) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int64_t>(text.size());
  int64_t start = -1;
  bool small_before = false;
  for (int64_t at = 0; at < size;) {
    const int64_t here = at;
    UChar32 letter = 0;
    U8_NEXT_OR_FFFD(bytes, at, size, letter);
    const bool inside = in_word(letter) || (keeps != 0 && letter == keeps);
    const bool splits = !inside || (split_on_case && small_before && u_isupper(letter));
    if (start >= 0 && splits) {
      take(text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(here - start)));
      start = -1;
    }
    if (inside && start < 0) start = here;
    small_before = u_islower(letter) != 0;
  }
  if (start >= 0) take(text.substr(static_cast<std::size_t>(start)));
}

}  // namespace

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  each_run(text, 0, true, [&](std::string_view run) { words.push_back(fold_for_phrases(run)); });
  return words;
}

std::vector<std::string> phrase_words(std::string_view phrase) {
  std::vector<std::string> words;
  each_run(phrase, '*', false, [&](std::string_view run) { words.push_back(fold_for_phrases(run)); });
  std::erase(words, "*");  // a star alone would match every word and mean nothing
  return words;
}

bool holds_phrase(const std::vector<std::string>& words, const std::vector<std::string>& phrase) {
  if (phrase.empty()) return false;
  return std::search(words.begin(), words.end(), phrase.begin(), phrase.end(), matches) != words.end();
}

}  // namespace clamor::intake
