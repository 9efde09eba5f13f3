#include "collector/intake/words.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace clamor::intake {
namespace {

unsigned char first_byte(std::string_view word) {
  return word.empty() ? 0 : static_cast<unsigned char>(word.front());
}

// Most letters are ASCII: what they are and how they fold is known beforehand.
struct Ascii {
  Letter letter;
  char folded;
};

const std::array<Ascii, 128>& ascii() {
  static const auto all = [] {
    std::array<Ascii, 128> letters{};
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const char byte = static_cast<char>(i);
      std::size_t at = 0;
      letters[i] = {next_letter({&byte, 1}, at), fold_for_phrases({&byte, 1}).front()};
    }
    return letters;
  }();
  return all;
}

bool is_ascii(char byte) {
  return static_cast<unsigned char>(byte) < 0x80;
}

void fold_to(std::string_view run, std::string& folded) {
  const auto& known = ascii();
  if (!std::ranges::all_of(run, is_ascii)) {
    folded += fold_for_phrases(run);
    return;
  }
  const std::size_t start = folded.size();
  folded.resize(start + run.size());
  std::ranges::transform(run, folded.begin() + static_cast<std::ptrdiff_t>(start),
                         [&](char letter) { return known[static_cast<unsigned char>(letter)].folded; });
}

// Calls `take` with each run of word letters; `keeps` names one more letter that belongs to words.
template <class Take>
void each_run(std::string_view text, char32_t keeps, bool split_on_case, Take take) {
  constexpr std::size_t outside = std::string_view::npos;
  std::size_t start = outside;
  bool small_before = false;
  const auto& known = ascii();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t here = at;
    const Letter letter =
        is_ascii(text[at]) ? known[static_cast<unsigned char>(text[at++])].letter : next_letter(text, at);
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

Words::Words(std::string_view text) {
  folded_.reserve(text.size());
  each_run(text, 0, true, [&](std::string_view run) {
    fold_to(run, folded_);
    ends_.push_back(folded_.size());
  });
}

std::string_view Words::operator[](std::size_t i) const {
  const std::size_t start = i == 0 ? 0 : ends_[i - 1];
  return std::string_view(folded_).substr(start, ends_[i] - start);
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

bool PhraseIndex::Phrase::goes_on(const Words& text, std::size_t place) const {
  if (words.size() > text.size() - place) return false;
  for (std::size_t i = 1; i < words.size(); ++i)
    if (!words[i].matches(text[place + i])) return false;
  return true;
}

void PhraseIndex::add(std::string_view text, std::size_t theme) {
  Phrase phrase{{}, theme};
  for (std::string& word : phrase_words(text)) {
    const bool any_ending = word.ends_with('*');
    if (any_ending) word.pop_back();
    phrase.words.push_back({std::move(word), any_ending});
  }
  if (phrase.words.empty()) return;
  empty_ = false;
  by_first_byte_[first_byte(phrase.words.front().stem)].push_back(std::move(phrase));
}

std::set<std::size_t> PhraseIndex::themes_of(const Words& words) const {
  std::set<std::size_t> themes;
  for (std::size_t place = 0; place < words.size(); ++place) {
    const std::string_view word = words[place];
    for (const Phrase& phrase : by_first_byte_[first_byte(word)])
      if (phrase.words.front().matches(word) && phrase.goes_on(words, place)) themes.insert(phrase.theme);
  }
  return themes;
}

}  // namespace clamor::intake
