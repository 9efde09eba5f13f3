#include "collector/intake/words.hpp"

#include <algorithm>
#include <optional>

#include "core/text.hpp"

namespace clamor::intake {
namespace {

bool matches(const std::string& word, std::string_view pattern) {
  if (!pattern.ends_with('*')) return word == pattern;
  return word.starts_with(pattern.substr(0, pattern.size() - 1));
}

// Calls `take` with each run of word letters; `keeps` names one more letter that belongs to words.
template <class Take>
void each_run(std::string_view text, char32_t keeps, bool split_on_case, Take take) {
  std::optional<std::size_t> start;
  bool small_before = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t here = at;
    const Letter letter = next_letter(text, at);
    const bool inside = letter.in_word || (keeps != 0 && letter.code == keeps);
    const bool splits = !inside || (split_on_case && small_before && letter.upper);
    if (start && splits) {
      take(text.substr(*start, here - *start));
      start.reset();
    }
    if (inside && !start) start = here;
    small_before = letter.lower;
  }
  if (start) take(text.substr(*start));
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
