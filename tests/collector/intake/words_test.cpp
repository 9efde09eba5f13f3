#include "collector/intake/words.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

using namespace clamor::intake;

namespace {
bool holds(const char* text, const char* phrase) {
  PhraseIndex index;
  index.add(phrase, 0);
  return !index.themes_of(text).empty();
}
}  // namespace

TEST(Phrases, MatchWholeWordsInAnyCaseAndAccent) {
  EXPECT_TRUE(holds("Exigimos ALTO A LAS REDADAS, ya.", "alto a las redadas"));
  EXPECT_TRUE(holds("la estación migratoria", "estacion migratoria"));
  EXPECT_FALSE(holds("las redadascas", "redadas"));
  EXPECT_FALSE(holds("alto, luego las redadas", "alto a las redadas"));
}

TEST(Phrases, LetAStarStandForAnyEnding) {
  EXPECT_TRUE(holds("que liberen detenidos hoy", "liber* detenid*"));
  EXPECT_FALSE(holds("que liberen a todos", "liber* detenid*"));
}

TEST(Phrases, KeepTheEnyeApart) {
  EXPECT_FALSE(holds("muchos años", "anos"));
}

TEST(Phrases, SeeTheWordsOfAHashtag) {
  EXPECT_TRUE(holds("Hoy #FreeThemAll", "free them"));
}

TEST(Phrases, NeverMatchWhenNothingIsLeftOfThem) {
  EXPECT_FALSE(holds("algo", "* *"));
}

TEST(Phrases, AreFoundAsByTryingEachAtEveryWord) {
  const std::vector<std::string> words{"alto", "las", "redadas", "a", "al", "\u00f1u", "\u00f1", "red"};
  std::mt19937 random(3);
  const auto some = [&](std::size_t most, bool stars) {
    std::string text;
    for (std::size_t n = 1 + random() % most; n > 0; --n)
      text += words[random() % words.size()] + (stars && random() % 3 == 0 ? "* " : " ");
    return text;
  };
  const auto matches = [](const std::string& word, std::string_view pattern) {
    if (!pattern.ends_with('*')) return word == pattern;
    return word.starts_with(pattern.substr(0, pattern.size() - 1));
  };
  for (int i = 0; i < 2'000; ++i) {
    PhraseIndex index;
    std::set<std::size_t> wanted;
    const std::string given = some(8, false);
    std::vector<std::string> text;
    for (Words read(given); read.next();) text.push_back(read.folded());
    for (std::size_t theme = 0; theme < 6; ++theme) {
      const std::string phrase = some(3, true);
      index.add(phrase, theme);
      const auto parts = phrase_words(phrase);
      if (std::search(text.begin(), text.end(), parts.begin(), parts.end(), matches) != text.end())
        wanted.insert(theme);
    }
    ASSERT_EQ(index.themes_of(given), wanted);
  }
}

TEST(Words, AreFoldedRunsWhateverLettersTheyHold) {
  Words words("\u00C1RBOL, a\u00F1o_2025 n\u0303u #FreeThemAll \u65E5\u672C! \U0001F54A \xFF x");
  std::vector<std::string> all;
  while (words.next()) all.push_back(words.folded());
  EXPECT_EQ(all, (std::vector<std::string>{"arbol", "a\u00F1o", "2025", "\u00F1u", "free", "them", "all",
                                           "\u65E5\u672C", "x"}));
}

// What a word is filtered and compared by is what it folds to, wherever in it a letter is not ASCII.
TEST(Words, BeginAsTheyFold) {
  const std::vector<std::string> letters{"a", "N", "z",      "E",      "7",      "\u0301", "\u0303",
                                         "\u00D1", "\u00E9", "\u1E9E", "\uFB01", "\u0130", "\U0001F54A", "\xC3"};
  std::mt19937 random(5);
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::size_t n = 1 + random() % 7; n > 0; --n) text += letters[random() % (random() % 2 == 0 ? 5 : letters.size())];
    for (Words words(text); words.next();) {
      const std::string folded = words.folded();
      for (std::size_t at = 0; at < 3; ++at)
        ASSERT_EQ(words.beginning()[at], at < folded.size() ? static_cast<unsigned char>(folded[at]) : 0) << text;
      const std::string_view part = std::string_view(folded).substr(0, random() % (folded.size() + 1));
      ASSERT_TRUE(words.is(folded, false)) << text;
      ASSERT_TRUE(words.is(part, true)) << text;
      ASSERT_EQ(words.is(part, false), part == folded) << text;
      ASSERT_FALSE(words.is(folded + "a", true)) << text;
    }
  }
}
