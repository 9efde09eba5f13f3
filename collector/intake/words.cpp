#include "collector/intake/words.hpp"

#include <algorithm>
#include <cstdint>

#include "core/text.hpp"

namespace clamor::intake {
namespace {

unsigned char byte_at(std::string_view word, std::size_t at) {
  return at < word.size() ? static_cast<unsigned char>(word[at]) : 0;
}

// One for each second byte that differs in the lowest six bits.
std::uint64_t bit_of(unsigned char second_byte) {
  return std::uint64_t{1} << (second_byte % 64);
}

// What a letter is to a reader of words.
enum : std::uint8_t { in_word = 1, lower = 2, upper = 4, beyond_ascii = 8 };

std::uint8_t kind_of(const Letter& letter) {
  return static_cast<std::uint8_t>((letter.in_word ? in_word : 0) | (letter.lower ? lower : 0) |
                                   (letter.upper ? upper : 0));
}

// Most letters are ASCII: what they are and how they fold is known beforehand, by their byte.
struct Ascii {
  std::array<std::uint8_t, 256> kind{};
  std::array<char, 128> folded{};
  Ascii() {
    kind.fill(beyond_ascii);
    for (std::size_t i = 0; i < folded.size(); ++i) {
      const char byte = static_cast<char>(i);
      std::size_t at = 0;
      kind[i] = kind_of(next_letter({&byte, 1}, at));
      folded[i] = fold_for_phrases({&byte, 1}).front();
    }
  }
};

const Ascii& ascii() {
  static const Ascii all;
  return all;
}

enum class Split { never, on_case };

// Calls `take` with each run of word letters and whether all of them are ASCII; `keeps` names one more letter
// that belongs to words, 0: none.
template <Split split, char keeps, class Take>
void each_run(std::string_view text, Take take) {
  const auto& kinds = ascii().kind;
  struct Read {
    std::uint8_t kind;
    std::size_t end;
  };
  const auto read = [&](std::size_t at) -> Read {
    if (keeps != 0 && text[at] == keeps) return {in_word, at + 1};
    const std::uint8_t kind = kinds[static_cast<unsigned char>(text[at])];
    if ((kind & beyond_ascii) == 0) return {kind, at + 1};
    const std::uint8_t beyond = kind_of(next_letter(text, at));
    return {static_cast<std::uint8_t>(beyond | beyond_ascii), at};
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    auto [last, end] = read(at);
    at = end;
    if ((last & in_word) == 0) continue;
    std::uint8_t all = last;
    while (at < text.size()) {
      const Read next = read(at);
      const bool a_new_word = split == Split::on_case && (last & lower) != 0 && (next.kind & upper) != 0;
      if ((next.kind & in_word) == 0 || a_new_word) break;
      last = next.kind;
      all |= last;
      at = next.end;
    }
    take(text.substr(start, at - start), (all & beyond_ascii) == 0);
  }
}

}  // namespace

Words::Words(std::string_view text) : text_(text) {
  words_.reserve(text.size() / 4 + 1);
  const auto& folds = ascii().folded;
  each_run<Split::on_case, 0>(text, [&](std::string_view run, bool plain) {
    const auto start = plain ? static_cast<std::size_t>(run.data() - text.data()) : folded_.size();
    if (!plain) folded_ += fold_for_phrases(run);
    const std::string_view word = plain ? run : std::string_view(folded_).substr(start);
    const auto byte = [&](std::size_t at) {
      const unsigned char given = byte_at(word, at);
      return plain && at < word.size() ? static_cast<unsigned char>(folds[given]) : given;
    };
    words_.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(word.size()), plain, byte(0),
                      byte(1)});
  });
}

bool Words::starts_with(const Word& word, std::string_view folded) const {
  if (folded.size() > word.size) return false;
  if (!word.plain) return std::string_view(folded_).substr(word.start).starts_with(folded);
  const auto fold = [&folds = ascii().folded](char letter) { return folds[static_cast<unsigned char>(letter)]; };
  return std::ranges::equal(folded, text_.substr(word.start, folded.size()), {}, {}, fold);
}

std::string Words::folded(const Word& word) const {
  const std::string_view all = word.plain ? text_ : folded_;
  const std::string_view found = all.substr(word.start, word.size);
  return word.plain ? fold_for_phrases(found) : std::string(found);
}

std::vector<std::string> phrase_words(std::string_view phrase) {
  std::vector<std::string> words;
  each_run<Split::never, '*'>(phrase,
                              [&](std::string_view run, bool) { words.push_back(fold_for_phrases(run)); });
  std::erase(words, "*");  // a star alone would match every word and mean nothing
  return words;
}

bool PhraseIndex::Word::matches(const Words& text, std::size_t place) const {
  const Words::Word& word = text[place];
  return (any_ending || word.size == stem.size()) && text.starts_with(word, stem);
}

bool PhraseIndex::Phrase::goes_on(const Words& text, std::size_t place) const {
  if (words.size() > text.size() - place) return false;
  for (std::size_t i = 1; i < words.size(); ++i)
    if (!words[i].matches(text, place + i)) return false;
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
      first.any_ending && first.stem.size() == 1 ? ~std::uint64_t{0} : bit_of(byte_at(first.stem, 1));
  start.phrases.push_back(std::move(phrase));
}

std::set<std::size_t> PhraseIndex::themes_of(const Words& words) const {
  std::set<std::size_t> themes;
  for (std::size_t place = 0; place < words.size(); ++place) {
    const Start& start = by_first_byte_[words[place].first];
    if ((start.second_bytes & bit_of(words[place].second)) == 0) continue;
    for (const Phrase& phrase : start.phrases)
      if (phrase.words.front().matches(words, place) && phrase.goes_on(words, place)) themes.insert(phrase.theme);
  }
  return themes;
}

}  // namespace clamor::intake
