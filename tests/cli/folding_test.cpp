#include "cli/folding.hpp"

#include <gtest/gtest.h>

namespace clamor::cli::test {
namespace {

const std::string word = "palabra";

std::string times(int count) {
  std::string text = word;
  for (int i = 1; i < count; ++i) text += ' ' + word;
  return text;
}

TEST(Folding, BreaksBetweenWordsBeforeColumn80) {
  EXPECT_EQ(folded(times(10)), times(10));  // 79 columns
  EXPECT_EQ(folded(times(22)), times(10) + '\n' + times(10) + '\n' + times(2));
}

TEST(Folding, KeepsLaterLinesBelowTheFirst) {
  EXPECT_EQ(folded(times(4), 56), times(3) + '\n' + std::string(56, ' ') + word);
}

TEST(Folding, CountsLettersAndNotBytes) {
  EXPECT_EQ(folded("ñandúes áéíóú", 79 - 13), "ñandúes áéíóú");
  EXPECT_EQ(folded("ñandúes áéíóúx", 79 - 13), "ñandúes\n" + std::string(66, ' ') + "áéíóúx");
}

TEST(Folding, KeepsParagraphsAndWordsThatAreTooLong) {
  const std::string address = "https://example.org/" + std::string(90, 'a');
  EXPECT_EQ(folded("uno\n\ndos"), "uno\n\ndos");
  EXPECT_EQ(folded("a " + address + " b"), "a\n" + address + "\nb");
  EXPECT_EQ(folded(""), "");
}

}  // namespace
}  // namespace clamor::cli::test
