#pragma once
// The words of a text, folded for comparing with the phrases of themes. Only for this room.

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace clamor::intake {

// Runs of letters, digits and marks; hashtags are split where a capital follows a small letter
// ("#FreeThemAll" -> free them all). They are compared as they fold, letter by letter: most are never looked at
// beyond their second. The text has to outlive them.
class Words {
 public:
  explicit Words(std::string_view text);
  struct Word {
    std::uint32_t start = 0, size = 0;    // in the text if it is plain, all ASCII; else in what is kept folded
    bool plain = false;
    unsigned char first = 0, second = 0;  // of its bytes, folded; 0 behind its end
  };
  std::size_t size() const { return words_.size(); }
  const Word& operator[](std::size_t i) const { return words_[i]; }
  bool starts_with(const Word& word, std::string_view folded) const;
  std::string folded(const Word& word) const;

 private:
  std::string_view text_;
  std::string folded_;
  std::vector<Word> words_;
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
    bool matches(const Words& text, std::size_t place) const;
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
