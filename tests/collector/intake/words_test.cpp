#include "collector/intake/words.hpp"

#include <gtest/gtest.h>

using namespace clamor::intake;

namespace {
bool holds(const char* text, const char* phrase) {
  return holds_phrase(words_in(text), phrase_words(phrase));
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
