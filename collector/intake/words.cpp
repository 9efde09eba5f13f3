#include "collector/intake/words.hpp"

#include <algorithm>
#include <cstdint>

#include "core/text.hpp"

namespace clamor::intake {
namespace {

unsigned char first_byte(std::string_view word) {
  return word.empty() ? 0 : static_cast<unsigned char>(word.front());
}

// What a letter is to a reader of words.
enum : std::uint8_t { in_word = 1, lower = 2, upper = 4 };

std::uint8_t kind_of(const Letter& letter) {
  return static_cast<std::uint8_t>((letter.in_word ? in_word : 0) | (letter.lower ? lower : 0) |
                                   (letter.upper ? upper : 0));
}

// Most letters are ASCII: what they are and how they fold is known beforehand.
struct Ascii {
  std::array<std::uint8_t, 128> kind{};
  std::array<char, 128> folded{};
};

const Ascii& ascii() {
  static const auto all = [] {
    Ascii letters;
    for (std::size_t i = 0; i < letters.kind.size(); ++i) {
      const char byte = static_cast<char>(i);
      std::size_t at = 0;
      letters.kind[i] = kind_of(next_letter({&byte, 1}, at));
      letters.folded[i] = fold_for_phrases({&byte, 1}).front();
    }
    return letters;
  }();
  return all;
}

// Calls `take` with each run of word letters and whether all of them are ASCII; `keeps` names one more letter
// that belongs to words.
template <class Take>
void each_run(std::string_view text, char keeps, bool split_on_case, Take take) {
  constexpr std::size_t outside = std::string_view::npos;
  std::size_t start = outside;
  bool small_before = false, plain = true;
  const auto& kinds = ascii().kind;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t here = at;
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool is_ascii = byte < kinds.size();
    const std::uint8_t kind = is_ascii ? kinds[byte] : kind_of(next_letter(text, at));
    if (is_ascii) ++at;
    const bool inside = (kind & in_word) != 0 || (keeps != 0 && text[here] == keeps);
    if (start != outside && (!inside || (split_on_case && small_before && (kind & upper) != 0))) {
      take(text.substr(start, here - start), plain);
      start = outside;
    }
    if (inside && start == outside) {
      start = here;
      plain = true;
    }
    plain = plain && is_ascii;
    small_before = (kind & lower) != 0;
  }
  if (start != outside) take(text.substr(start), plain);
}

}  // namespace

Words::Words(std::string_view text) {
  folded_.reserve(text.size());
  ends_.reserve(text.size() / 4 + 1);
  const auto& folded = ascii().folded;
  each_run(text, 0, true, [&](std::string_view run, bool plain) {
    if (plain) {
      for (const char letter : run) folded_ += folded[static_cast<unsigned char>(letter)];
    } else {
      folded_ += fold_for_phrases(run);
    }
    ends_.push_back(folded_.size());
  });
}

std::string_view Words::operator[](std::size_t i) const {
  const std::size_t start = i == 0 ? 0 : ends_[i - 1];
  return std::string_view(folded_).substr(start, ends_[i] - start);
}

std::vector<std::string> phrase_words(std::string_view phrase) {
  std::vector<std::string> words;
  each_run(phrase, '*', false, [&](std::string_view run, bool) { words.push_back(fold_for_phrases(run)); });
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
