#include "collector/intake/words.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace clamor::intake {
namespace {

unsigned char first_byte(std::string_view word) {
  return word.empty() ? 0 : static_cast<unsigned char>(word.front());
}

// Calls `take` with each run of word letters; `keeps` names one more letter that belongs to words.
template <class Take>
void each_run(std::string_view text, char32_t keeps, bool split_on_case, Take take) {
  constexpr std::size_t outside = std::string_view::npos;
  std::size_t start = outside;
  bool small_before = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t here = at;
    const Letter letter = next_letter(text, at);
    const bool inside = letter.in_word || (keeps != 0 && letter.code == keeps);
    const bool splits = !inside || (split_on_case && small_before && letter.upper);
    if (start != outside && splits) {
      take(text.substr(start, here - start));
      start = outside;
    }
    if (inside && start == outside) start = here;
    small_before = letter.lower;
  }
  if (start != outside) take(text.substr(start));
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

bool PhraseIndex::Word::matches(std::string_view word) const {
  return any_ending ? word.starts_with(stem) : word == stem;
}

bool PhraseIndex::Phrase::opens(std::span<const std::string> text) const {
  const auto matches = [](const Word& mine, const std::string& word) { return mine.matches(word); };
  return text.size() >= words.size() && std::equal(words.begin(), words.end(), text.begin(), matches);
}

void PhraseIndex::add(std::string_view text, std::size_t theme) {
  Phrase phrase{{}, theme};
  for (std::string& word : phrase_words(text)) {
    const bool any_ending = word.ends_with('*');
    if (any_ending) word.pop_back();
    phrase.words.push_back({std::move(word), any_ending});
  }
  if (!phrase.words.empty())
    by_first_byte_[first_byte(phrase.words.front().stem)].push_back(std::move(phrase));
}

std::set<std::size_t> PhraseIndex::themes_of(std::span<const std::string> words) const {
  std::set<std::size_t> themes;
  for (; !words.empty(); words = words.subspan(1)) {
    for (const Phrase& phrase : by_first_byte_[first_byte(words.front())])
      if (phrase.opens(words)) themes.insert(phrase.theme);
  }
  return themes;
}

}  // namespace clamor::intake
