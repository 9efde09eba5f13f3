#include "collector/intake/words.hpp"

#include <algorithm>
#include <cstdint>

#include "core/text.hpp"

namespace clamor::intake {
namespace {

unsigned char byte_at(std::string_view word, std::size_t at) {
  return at < word.size() ? static_cast<unsigned char>(word[at]) : 0;
}

// One for all bytes that differ only beyond the lowest six bits.
std::uint64_t bit_of(unsigned char byte) {
  return std::uint64_t{1} << (byte % 64);
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

struct Run {
  std::size_t start, end;  // the same: there is none
  bool plain;              // all ASCII
};

// The next run of word letters from `from` on; `keeps` names one more letter that belongs to words, 0: none.
template <Split split, char keeps>
Run next_run(std::string_view text, std::size_t from) {
  const auto* const kinds = ascii().kind.data();
  const char* const letters = text.data();
  const auto read = [&](std::size_t& at) -> std::uint8_t {
    if (keeps != 0 && letters[at] == keeps) return ++at, in_word;
    const std::uint8_t kind = kinds[static_cast<unsigned char>(letters[at])];
    if ((kind & beyond_ascii) == 0) return ++at, kind;
    return static_cast<std::uint8_t>(kind_of(next_letter(text, at)) | beyond_ascii);
  };
  std::size_t start = from, end = from;
  std::uint8_t last = 0;
  for (; end < text.size() && (last & in_word) == 0; last = read(end)) start = end;
  if ((last & in_word) == 0) return {text.size(), text.size(), true};
  std::uint8_t all = last;
  for (std::size_t next = end; next < text.size(); end = next) {
    const std::uint8_t kind = read(next);
    const bool a_new_word = split == Split::on_case && (last & lower) != 0 && (kind & upper) != 0;
    if ((kind & in_word) == 0 || a_new_word) break;
    all |= last = kind;
  }
  return {start, end, (all & beyond_ascii) == 0};
}

// How many letters at the beginning fold by themselves: those before the first that is not ASCII and the one it might
// be a mark of.
std::size_t fold_alone(std::string_view word) {
  const auto beyond = std::ranges::find_if(word, [](char letter) { return (letter & 0x80) != 0; });
  const auto ascii_letters = static_cast<std::size_t>(beyond - word.begin());
  return ascii_letters == 0 ? 0 : ascii_letters - 1;
}

}  // namespace

bool Words::next() {
  const Run run = next_run<Split::on_case, 0>(text_, end_);
  start_ = run.start;
  end_ = run.end;
  plain_ = run.plain;
  folded_.clear();
  if (start_ == end_) return false;
  const std::string_view given = word();
  if (plain_ || fold_alone(given.substr(0, beginning_.size() + 1)) >= beginning_.size()) {
    const auto& folds = ascii().folded;
    for (std::size_t i = 0; i < beginning_.size(); ++i)
      beginning_[i] = i < given.size() ? static_cast<unsigned char>(folds[byte_at(given, i)]) : 0;
  } else {
    for (std::size_t i = 0; i < beginning_.size(); ++i) beginning_[i] = byte_at(folded(), i);
  }
  return true;
}

bool Words::is(std::string_view other, bool or_begins_so) {
  if (!plain_) return folded().starts_with(other) && (or_begins_so || folded().size() == other.size());
  const std::string_view given = word();
  if (given.size() < other.size() || (!or_begins_so && given.size() > other.size())) return false;
  const auto fold = [&folds = ascii().folded](char letter) { return folds[static_cast<unsigned char>(letter)]; };
  return std::ranges::equal(other, given.substr(0, other.size()), {}, {}, fold);
}

const std::string& Words::folded() {
  if (folded_.empty()) folded_ = fold_for_phrases(word());
  return folded_;
}

std::vector<std::string> phrase_words(std::string_view phrase) {
  std::vector<std::string> words;
  for (std::size_t at = 0;;) {
    const Run run = next_run<Split::never, '*'>(phrase, at);
    if (run.start == run.end) break;
    words.push_back(fold_for_phrases(phrase.substr(run.start, run.end - run.start)));
    at = run.end;
  }
  std::erase(words, "*");  // a star alone would match every word and mean nothing
  return words;
}

bool PhraseIndex::Phrase::begins_at(Words& text) const {
  return text.is(words.front().stem, words.front().any_ending);
}

bool PhraseIndex::Phrase::goes_on_behind(Words text) const {
  for (std::size_t i = 1; i < words.size(); ++i)
    if (!text.next() || !text.is(words[i].stem, words[i].any_ending)) return false;
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
  const auto may_follow = [&](std::size_t at) {
    return first.any_ending && first.stem.size() <= at ? ~std::uint64_t{0} : bit_of(byte_at(first.stem, at));
  };
  start.second |= may_follow(1);
  start.third |= may_follow(2);
  start.phrases.push_back(std::move(phrase));
}

std::set<std::size_t> PhraseIndex::themes_of(std::string_view text) const {
  std::set<std::size_t> themes;
  for (Words words(text); words.next();) {
    const auto& [first, second, third] = words.beginning();
    const Start& start = by_first_byte_[first];
    if ((start.second & bit_of(second)) == 0 || (start.third & bit_of(third)) == 0) continue;
    for (const Phrase& phrase : start.phrases)
      if (phrase.begins_at(words) && phrase.goes_on_behind(words)) themes.insert(phrase.theme);
  }
  return themes;
}

}  // namespace clamor::intake
