#include "collector/intake/words.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

using namespace clamor::intake;

namespace {
bool holds(const char* text, const char* phrase) {
  PhraseIndex index;
  index.add(phrase, 0);
  return !index.themes_of(Words(text)).empty();
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
    const Words read(given);
    std::vector<std::string> text;
    for (std::size_t place = 0; place < read.size(); ++place) text.push_back(read.folded(read[place]));
    for (std::size_t theme = 0; theme < 6; ++theme) {
      const std::string phrase = some(3, true);
      index.add(phrase, theme);
      const auto parts = phrase_words(phrase);
      if (std::search(text.begin(), text.end(), parts.begin(), parts.end(), matches) != text.end())
        wanted.insert(theme);
    }
    ASSERT_EQ(index.themes_of(read), wanted);
  }
}

TEST(Words, AreFoldedRunsWhateverLettersTheyHold) {
  const Words words("\u00C1RBOL, a\u00F1o_2025 n\u0303u #FreeThemAll \u65E5\u672C! \U0001F54A \xFF x");
  std::vector<std::string> all;
  for (std::size_t i = 0; i < words.size(); ++i) all.push_back(words.folded(words[i]));
  EXPECT_EQ(all, (std::vector<std::string>{"arbol", "a\u00F1o", "2025", "\u00F1u", "free", "them", "all",
                                           "\u65E5\u672C", "x"}));
}
