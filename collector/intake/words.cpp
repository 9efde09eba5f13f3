#include "collector/intake/words.hpp"

#include <algorithm>
#include <cstdint>

#include "core/text.hpp"

namespace clamor::intake {
namespace {

unsigned char byte_at(std::string_view word, std::size_t at) {
  return at < word.size() ? static_cast<unsigned char>(word[at]) : 0;
}

// One bit for each second byte that differs in the lowest six bits.
std::uint64_t second_byte_bit(std::string_view word) {
  return std::uint64_t{1} << (byte_at(word, 1) % 64);
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
  const auto& kinds = ascii().kind;
  struct Read {
    std::uint8_t kind;
    std::size_t end;
  };
  const auto letter_at = [&](std::size_t at) -> Read {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (keeps != 0 && text[at] == keeps) return {in_word, at + 1};
    if (byte < kinds.size()) return {kinds[byte], at + 1};
    std::size_t end = at;
    const std::uint8_t kind = kind_of(next_letter(text, end));
    return {kind, end};
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    Read last = letter_at(at);
    at = last.end;
    if ((last.kind & in_word) == 0) continue;
    std::size_t letters = 1;
    for (; at < text.size(); at = last.end, ++letters) {
      const Read next = letter_at(at);
      const bool a_new_word = split_on_case && (last.kind & lower) != 0 && (next.kind & upper) != 0;
      if ((next.kind & in_word) == 0 || a_new_word) break;
      last = next;
    }
    take(text.substr(start, at - start), letters == at - start);
  }
}

}  // namespace

Words::Words(std::string_view text) {
  folded_.reserve(text.size());
  ends_.reserve(text.size() / 4 + 2);
  ends_.push_back(0);
  const auto& folded = ascii().folded;
  each_run(text, 0, true, [&](std::string_view run, bool plain) {
    if (plain) {
      folded_.resize(folded_.size() + run.size());
      std::ranges::transform(run, folded_.end() - static_cast<std::ptrdiff_t>(run.size()),
                             [&](char letter) { return folded[static_cast<unsigned char>(letter)]; });
    } else {
      folded_ += fold_for_phrases(run);
    }
    ends_.push_back(folded_.size());
  });
}

std::string_view Words::operator[](std::size_t i) const {
  return std::string_view(folded_).substr(ends_[i], ends_[i + 1] - ends_[i]);
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
  const Word& first = phrase.words.front();
  Start& start = by_first_byte_[byte_at(first.stem, 0)];
  start.second_bytes |=
      first.any_ending && first.stem.size() == 1 ? ~std::uint64_t{0} : second_byte_bit(first.stem);
  start.phrases.push_back(std::move(phrase));
}

std::set<std::size_t> PhraseIndex::themes_of(const Words& words) const {
  std::set<std::size_t> themes;
  for (std::size_t place = 0; place < words.size(); ++place) {
    const std::string_view word = words[place];
    const Start& start = by_first_byte_[byte_at(word, 0)];
    if ((start.second_bytes & second_byte_bit(word)) == 0) continue;
    for (const Phrase& phrase : start.phrases)
      if (phrase.words.front().matches(word) && phrase.goes_on(words, place)) themes.insert(phrase.theme);
  }
  return themes;
}

}  // namespace clamor::intake
