#include "core/text.hpp"

#include <gtest/gtest.h>

using namespace clamor;

TEST(HashtagKey, MeetsSpellingsThatDifferInCaseAccentsAndWidth) {
  for (const auto* spelling : {"#FreeThemAll", "freethemall", "FREETHEMALL", "＃FreeThemAll", "ＦｒｅｅＴｈｅｍＡｌｌ"})
    EXPECT_EQ(hashtag_key(spelling), "freethemall") << spelling;
  EXPECT_EQ(hashtag_key("ViralicemosLaResponsabilidád"), "viralicemoslaresponsabilidad");
  EXPECT_EQ(hashtag_key("España"), "espana");
  EXPECT_EQ(hashtag_key("Łódź"), "lodz");
  EXPECT_EQ(hashtag_key("Straße"), "strasse");
}

TEST(HashtagKey, MeetsComposedAndDecomposedForms) {
  EXPECT_EQ(hashtag_key("Educaci\u00f3n"), hashtag_key("Educacio\u0301n"));
}

TEST(HashtagKey, KeepsMarksThatAreLettersOfOtherScripts) {
  EXPECT_NE(hashtag_key("が"), hashtag_key("か"));
}

TEST(HashtagKey, KeepsAnEmojiApartBecauseItIsAnotherTag) {
  EXPECT_NE(hashtag_key("FreeThemAll🕊️"), "freethemall");
}

TEST(AsciiLower, TouchesLettersOfAsciiAlone) {
  EXPECT_EQ(ascii_lower("Ana@Social.Example:443"), "ana@social.example:443");
  EXPECT_EQ(ascii_lower("ÁÑ[Z]"), "ÁÑ[z]");
}

TEST(FoldForPhrases, FoldsAccentsAndKeepsTheEnye) {
  EXPECT_EQ(fold_for_phrases("AÑO de Detención"), "año de detencion");
  EXPECT_EQ(fold_for_phrases("man\u0303ana"), "mañana");
}

TEST(FoldForPhrases, FoldsALetterTheSameWhateverStandsBesideIt) {
  // A letter from afar takes the whole text through ICU.
  const std::string afar = "\u4E2D";
  std::string text;
  for (char32_t code = 0x20; code < 0x100; ++code) {
    if (code >= 0x7F && code < 0xA0) continue;
    const std::string letter = code < 0x80   ? std::string(1, static_cast<char>(code))
                               : code < 0xC0 ? std::string("\xC2") + static_cast<char>(code)
                                             : std::string("\xC3") + static_cast<char>(code - 0x40);
    text += letter;
    EXPECT_EQ(fold_for_phrases(letter) + afar, fold_for_phrases(letter + afar)) << letter;
    EXPECT_EQ(hashtag_key(letter) + afar, hashtag_key(letter + afar)) << letter;
  }
  EXPECT_EQ(fold_for_phrases(text) + afar, fold_for_phrases(text + afar));
  EXPECT_EQ(hashtag_key(text) + afar, hashtag_key(text + afar));
  EXPECT_EQ(fold_for_phrases("\xC3"), "\uFFFD");
  EXPECT_EQ(fold_for_phrases("n\u0303"), "\u00F1");
}

TEST(HashtagsIn, FindsTagsWithTheirSpelling) {
  EXPECT_EQ(hashtags_in("Ya #FreeThemAll, ＃Educación. (#uno) #2025 a#no /#tampoco #ñandú"),
            (std::vector<std::string>{"FreeThemAll", "Educación", "uno", "ñandú"}));
}

TEST(HashtagsIn, LooksAtTheLetterBeforeTheHashWhateverItIs) {
  EXPECT_EQ(hashtags_in("\u00F1#no \u65E5#no \xE3\x81#si \xFF#si \uFF03si\uFF03no ##si #1#no \uFEFF#si \uFF01#si"),
            (std::vector<std::string>(6, "si")));
}

TEST(ValidUtf8, ReplacesBrokenBytesAndKeepsTheRest) {
  EXPECT_EQ(valid_utf8("a\xFF" "b"), "a\uFFFD" "b");
  EXPECT_EQ(valid_utf8("niñez 🕊️"), "niñez 🕊️");
}

TEST(TruncateUtf8, CutsBetweenCharacters) {
  bool cut = false;
  EXPECT_EQ(truncate_utf8("añb", 2, &cut), "a");
  EXPECT_TRUE(cut);
  EXPECT_EQ(truncate_utf8("añb", 4, &cut), "añb");
  EXPECT_FALSE(cut);
}

TEST(Printable, ShowsWhatWouldMisleadATerminal) {
  EXPECT_EQ(printable("a\x1b[31mrojo\u202E"), "a\\u{1B}[31mrojo\\u{202E}");
  EXPECT_EQ(printable("línea\notra"), "línea\\notra");
}
