#include "i18n/tr.hpp"

#include <gtest/gtest.h>

#include "i18n/names.hpp"

using namespace clamor;
using namespace clamor::i18n;

TEST(Translation, FollowsTheLanguageAtRunTime) {
  set_language(Language::es);
  EXPECT_STREQ(network_title(Network::fediverse), "Fediverso");
  set_language(Language::en);
  EXPECT_STREQ(network_title(Network::fediverse), "Fediverse");
}

TEST(Translation, SaysAnUnknownStringAsItIs) {
  set_language(Language::es);
  const char* unknown = "never written in any catalogue";
  EXPECT_EQ(tr(unknown), unknown);
  EXPECT_STREQ(tr(""), "");  // the empty string is the key of a catalogue's header
}

TEST(Translation, CountsOneThingAndManyInBothLanguages) {
  for (const auto each : {Language::en, Language::es}) {
    set_language(each);
    EXPECT_STREQ(trn("one thing unknown to catalogues", "many", 1), "one thing unknown to catalogues");
    EXPECT_STREQ(trn("one thing unknown to catalogues", "many", 0), "many");
    EXPECT_STREQ(trn("one thing unknown to catalogues", "many", 2), "many");
  }
}

TEST(Translation, PutsArgumentsWhereThePatternWantsThem) {
  set_language(Language::en);
  EXPECT_EQ(tr_format("{0} of {1} servers", 3, 5), "3 of 5 servers");
  EXPECT_EQ(trn_format("{0} post by {1}", "{0} posts by {1}", 1, 1, "cuenta simulada 17"),
            "1 post by cuenta simulada 17");
}

TEST(Language, IsReadAsConfigAndEnvironmentWriteIt) {
  for (const auto* name : {"es", "es-MX", "es_ES.UTF-8", "ES", "es.UTF-8"})
    EXPECT_EQ(parse_language(name), Language::es) << name;
  for (const auto* name : {"en", "en_US.UTF-8", "C", "", "est", "fr_FR", "e"})
    EXPECT_EQ(parse_language(name), Language::en) << name;
}
