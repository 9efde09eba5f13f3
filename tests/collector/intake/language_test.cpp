#include <gtest/gtest.h>

#include "collector/intake/language.hpp"

using clamor::intake::detect_language;
using clamor::intake::small_words_confirm;

TEST(Language, IsFoundInProse) {
  EXPECT_EQ(
      detect_language("Pedimos la libertad inmediata de todas las personas migrantes detenidas en el país"),
      "es");
  EXPECT_EQ(detect_language("We ask for the immediate release of everyone held in migrant detention centres"),
            "en");
}

TEST(Language, IsNotGuessedFromTagsLinksAndHandles) {
  EXPECT_EQ(detect_language(
                "#FreeThemAll #ViralicemosLaResponsabilidad https://example.org/a-long-path-of-words @x@y"),
            "");
  EXPECT_EQ(detect_language("Gracias a todas"), "");
  EXPECT_EQ(detect_language(""), "");
}

TEST(Language, OfTheAuthorIsConfirmedByTheSmallWordsOfTheText) {
  const char* spanish = "Hoy marchamos por quienes siguen detenidos en la estación y por sus familias";
  const char* english = "We marched today for the people who are still held in detention and their families";
  EXPECT_TRUE(small_words_confirm(spanish, "es"));
  EXPECT_TRUE(small_words_confirm(spanish, "es-MX"));
  EXPECT_FALSE(small_words_confirm(spanish, "en"));
  EXPECT_TRUE(small_words_confirm(english, "en-GB"));
  EXPECT_FALSE(small_words_confirm(english, "es"));
}

TEST(Language, IsConfirmedByWordsOfAnyLengthInAnyCaseAndBetweenMarks) {
  EXPECT_TRUE(small_words_confirm("Y hoy, \"LOS\" de (todas)... la!", "es"));
  EXPECT_TRUE(small_words_confirm("QUIENES? y cuando", "es"));
  EXPECT_TRUE(small_words_confirm("A (THAT), we; 'THEIR'", "en"));
  EXPECT_TRUE(small_words_confirm("y de todas", "es"));
  EXPECT_FALSE(small_words_confirm("y de todass", "es"));
  EXPECT_FALSE(small_words_confirm("y de toda", "es"));
  EXPECT_TRUE(small_words_confirm("y de quienes", "es"));
  EXPECT_FALSE(small_words_confirm("y de quienesya", "es"));  // longer than any that is known
  EXPECT_FALSE(small_words_confirm(std::string_view("y de todas\0", 11), "es"));
}

TEST(Language, IsLeftInDoubtByWordsOfTwoLanguages) {
  EXPECT_FALSE(small_words_confirm("Hoy marchamos por quienes siguen en la estación / We march for those in detention", "es"));
  EXPECT_FALSE(small_words_confirm("Hoje marchamos por quem não pode, em defesa de uma vida com direitos", "es"));
  EXPECT_FALSE(small_words_confirm("Marcando presença no lançamento de um filme por cineastas de fora", "es"));
  EXPECT_FALSE(small_words_confirm("Que de posts en français, que de textes", "es"));
  EXPECT_FALSE(small_words_confirm("Avui marxem per aquest dret amb les famílies de la ciutat", "es"));
}

TEST(Language, IsNotConfirmedByTagsLinksHandlesOrTooFewWords) {
  EXPECT_FALSE(small_words_confirm("#la #de #que https://example.org/ de la", "es"));
  EXPECT_FALSE(small_words_confirm("de la que", ""));
  EXPECT_FALSE(small_words_confirm("la petición de firmas", "es"));
  EXPECT_FALSE(small_words_confirm("el la de", "fr"));
  EXPECT_FALSE(small_words_confirm("de la que " + std::string(60, 'x') + " a b c d e f g h i j k l m n o p q r s t", "es"));
}
