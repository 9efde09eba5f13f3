#pragma once
// The words of a text, folded for comparing with the phrases of themes. Only for this room.

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace clamor::intake {

// Runs of letters, digits and marks, folded; hashtags are split where a capital follows a small letter
// ("#FreeThemAll" -> free them all).
class Words {
 public:
  explicit Words(std::string_view text);
  std::string_view operator[](std::size_t i) const;
  std::size_t size() const { return ends_.size() - 1; }

 private:
  std::string folded_;             // one behind the other
  std::vector<std::size_t> ends_;  // a 0 before that of the first
};

// A phrase as words; '*' stays at the end of a word and stands for any ending.
std::vector<std::string> phrase_words(std::string_view phrase);

// Which themes a text touches: those of phrases whose words stand in it one after the other.
class PhraseIndex {
 public:
  void add(std::string_view phrase, std::size_t theme);
  bool empty() const { return empty_; }
  std::set<std::size_t> themes_of(const Words& words) const;

 private:
  struct Word {
    std::string stem;
    bool any_ending;
    bool matches(std::string_view word) const;
  };
  struct Phrase {
    std::vector<Word> words;
    std::size_t theme;
    bool goes_on(const Words& text, std::size_t place) const;  // behind its first word
  };
  struct Start {
    std::vector<Phrase> phrases;
    std::uint64_t second_bytes = 0;  // a bit for each their first words may go on with
  };
  // By the first byte of the first word: a word of a text is tried on few of the hundred phrases.
  std::array<Start, 256> by_first_byte_;
  bool empty_ = true;
};

}  // namespace clamor::intake
