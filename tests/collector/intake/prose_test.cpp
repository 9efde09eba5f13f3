#include "collector/intake/prose.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace clamor::intake {
namespace {

std::vector<std::string> prose_words(std::string_view text) {
  std::vector<std::string> words;
  each_prose_word(text, [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

// The same, letter by letter.
std::vector<std::string> plainly_read(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (const char letter : text + ' ') {
    if (!is_space(letter)) {
      word += letter;
      continue;
    }
    const bool noise = word.starts_with('#') || word.starts_with("\uFF03") || word.starts_with('@') ||
                       word.starts_with("www.") || word.find("://") != word.npos;
    if (!word.empty() && !noise) words.push_back(word);
    word.clear();
  }
  return words;
}

TEST(Prose, LeavesOutTagsHandlesAndLinks) {
  EXPECT_EQ(
      prose_words("hoy #FreeThemAll \uFF03ya @alguien  www.uno.example https://uno.example/una-nota salud:\n"),
      (std::vector<std::string>{"hoy", "salud:"}));
}

TEST(Prose, IsCutAlikeInStepsOfEightBytesAndLetterByLetter) {
  std::mt19937 random(1);
  const std::string letters = " \t\n\r\x01\x1F:/#@waz\x80\xC3\xFF.";
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto left = random() % 40; left > 0; --left) text += letters[random() % letters.size()];
    ASSERT_EQ(prose_words(text), plainly_read(text)) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace clamor::intake
