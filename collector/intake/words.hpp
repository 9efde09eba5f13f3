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

// The words of a text one after the other: runs of letters, digits and marks; hashtags are split where a capital follows
// a small letter ("#FreeThemAll" -> free them all). They are compared as they fold, letter by letter: most are never
// looked at beyond their third. The text has to outlive it.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}
  bool next();  // before the first word too; false behind the last
  // Of the word it stands at: the bytes it begins with, folded; 0 behind its end.
  const std::array<unsigned char, 3>& beginning() const { return beginning_; }
  // Whether it folds to this, or to something that begins so.
  bool is(std::string_view folded, bool or_begins_so);
  const std::string& folded();  // until the next

 private:
  std::string_view word() const { return text_.substr(start_, end_ - start_); }

  std::string_view text_;
  std::size_t start_ = 0, end_ = 0;
  bool plain_ = false;   // all ASCII
  std::string folded_;   // of another, once it was asked for
  std::array<unsigned char, 3> beginning_{};
};

// A phrase as words; '*' stays at the end of a word and stands for any ending.
std::vector<std::string> phrase_words(std::string_view phrase);

// Which themes a text touches: those of phrases whose words stand in it one after the other.
class PhraseIndex {
 public:
  void add(std::string_view phrase, std::size_t theme);
  bool empty() const { return empty_; }
  std::set<std::size_t> themes_of(std::string_view text) const;

 private:
  struct Word {
    std::string stem;
    bool any_ending;
  };
  struct Phrase {
    std::vector<Word> words;
    std::size_t theme;
    bool begins_at(Words& text) const;
    bool goes_on_behind(Words text) const;
  };
  // Of the phrases of which the first word begins with one byte: a bit for each byte that may follow, and one for each
  // that may follow that.
  struct Start {
    std::uint64_t second = 0, third = 0;
    std::vector<Phrase> phrases;
  };
  // By the first byte of the first word: a word of a text is tried on few of the hundred phrases.
  std::array<Start, 256> by_first_byte_;
  bool empty_ = true;
};

}  // namespace clamor::intake
