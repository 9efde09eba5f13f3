#include <gtest/gtest.h>

#include "collector/intake/prepare.hpp"

using clamor::intake::detect_language;

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
