// English sentences of rooms that see no translations: each has its pattern, each pattern its Spanish, and
// both agree with the code that makes them.
#include "i18n/sentences.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <vector>

#include "i18n/tr.hpp"

namespace clamor::i18n {
namespace {

namespace fs = std::filesystem;

// Whole files, adjacent literals joined and quotes unescaped, as the compiler sees them.
std::string code_of_rooms() {
  std::string code;
  for (const char* room : {"storage", "config", "collector", "analysis", "exchange", "cli"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(CLAMOR_SOURCE_DIR) / room)) {
      if (entry.path().extension() != ".cpp") continue;
      std::stringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      code += text.str() + "\n";
    }
  static const std::regex seam("\"\\s*\n\\s*\"");
  return std::regex_replace(code, seam, "");
}

// Holes of fmt without numbers, as the rooms write them, and escaped quotes as plain ones.
std::string plain(std::string text) {
  text = std::regex_replace(text, std::regex("\\{(?:[0-9]|:[a-z0-9.]*)\\}"), "{}");
  return std::regex_replace(text, std::regex("\\\\\""), "\"");
}

std::vector<std::string> pieces(const std::string& pattern) {
  std::vector<std::string> all;
  const std::string text = plain(pattern);
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find("{}", from), text.size());
    std::string piece = text.substr(from, to - from);
    const auto first = piece.find_first_not_of(" :;,()\"/.");
    const auto last = piece.find_last_not_of(" :;,()\"/.");
    if (first != std::string::npos) all.push_back(piece.substr(first, last - first + 1));
    from = to + 2;
  }
  return all;
}

class Sentences : public ::testing::Test {
 protected:
  void SetUp() override { set_language(Language::es); }
  void TearDown() override { set_language(Language::en); }
};

TEST_F(Sentences, EveryPatternIsRecognisedWithItsHolesAndSaidInSpanish) {
  for (const char* pattern : sentence_patterns()) {
    std::string english = pattern;
    for (int i = 0; i < 4; ++i)
      english = std::regex_replace(english, std::regex("\\{" + std::to_string(i) + "\\}"),
                                   "hueco-" + std::to_string(i));
    const std::string spanish = translated(english);
    EXPECT_NE(spanish, english) << pattern;
    EXPECT_EQ(spanish.find('{'), std::string::npos) << spanish;
    for (int i = 0; i < 4; ++i) {
      const std::string filling = "hueco-" + std::to_string(i);
      EXPECT_EQ(spanish.find(filling) == std::string::npos, english.find(filling) == std::string::npos)
          << spanish;
    }
  }
}

TEST_F(Sentences, InEnglishStayAsTheyAre) {
  set_language(Language::en);
  for (const char* pattern : sentence_patterns()) EXPECT_EQ(translated(pattern), pattern);
}

TEST_F(Sentences, InsideASentenceAreTranslatedToo) {
  EXPECT_EQ(translated("cannot create the folder /srv/datos: Permission denied"),
            "no se puede crear la carpeta /srv/datos: permiso denegado");
  EXPECT_EQ(
      translated("/a.db is being written by another clamor, process 12: one collector per database; stop "
                 "it, or use another --db"),
      "otro clamor (proceso 12) está escribiendo en /a.db: solo uno puede recolectar en cada base de "
      "datos; detenlo, o usa otro --db");
}

TEST_F(Sentences, NobodyKnowsStayEnglish) {
  EXPECT_EQ(translated("a sentence of the day after tomorrow"), "a sentence of the day after tomorrow");
  EXPECT_EQ(translated(""), "");
}

// Whoever changes a sentence in its room changes its pattern in i18n/sentence_table.cpp.
TEST_F(Sentences, StandInTheRoomsAsTheirPatternsSay) {
  const std::string code = plain(code_of_rooms());
  const std::vector<std::string> of_the_system{"Permission denied",
                                               "No such file or directory",
                                               "Not a directory",
                                               "Disk quota exceeded",
                                               "Read-only file system",
                                               "No space left on device",
                                               "Too many levels of symbolic links"};
  for (const char* pattern : sentence_patterns()) {
    if (std::find(of_the_system.begin(), of_the_system.end(), pattern) != of_the_system.end()) continue;
    for (const std::string& piece : pieces(pattern))
      EXPECT_NE(code.find(piece), std::string::npos) << "no room says \"" << piece << "\": " << pattern;
  }
}

// Sentences glued with + are not seen here; the test above sees their pieces. A new sentence wants a line in
// i18n/sentence_table.cpp and its Spanish in i18n/po/es_MX.po.
TEST_F(Sentences, OfTheRoomsAllHaveAPattern) {
  const std::string code = code_of_rooms();
  const std::regex said(
      R"re((?:fail\(Errc::\w+,|StorageError\((?:storage::)?(?:StorageError::)?Kind::\w+,|network\(|refuse\(|stop\(SourceState::\w+, "\w+",)\s*(?:fmt::format\(\s*)?"((?:[^"\\]|\\.)*)"\s*[,)])re");
  int found = 0;
  for (auto at = std::sregex_iterator(code.begin(), code.end(), said); at != std::sregex_iterator(); ++at) {
    std::string english = plain((*at)[1]);
    if (english.find_first_not_of("{} :()") == std::string::npos) continue;  // made of other sentences
    english = std::regex_replace(english, std::regex("\\{\\}"), "/x");
    if (pieces(english).empty()) continue;
    ++found;
    EXPECT_TRUE(translated(english) != english || translated("/x: " + english) != "/x: " + english)
        << english;
  }
  EXPECT_GT(found, 40);
}

}  // namespace
}  // namespace clamor::i18n
