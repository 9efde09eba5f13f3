// Tables as people's programs write them, row by row. Everybody in them is made up and says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/archives/formats.hpp"
#include "exchange/archives/values.hpp"

namespace clamor::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

struct Sheet {
  std::unique_ptr<Decoder> decoder;
  Findings found;
  Result<void> row(std::vector<std::string_view> cells) {
    std::string text;
    for (const auto cell : cells) text += cell;
    return decoder->read({text, cells}, found);
  }
};

config::Columns few_columns() {
  config::Columns columns;
  columns.network = Network::other;
  columns.text = "Mensaje", columns.time = "Fecha", columns.author = "Usuario", columns.link = "Enlace";
  columns.likes = "Me gusta", columns.views = "Vistas", columns.hashtags = "Etiquetas";
  return columns;
}

TEST(Table, IsReadByTheTitlesOfItsColumnsWhateverTheirCase) {
  Sheet sheet{open_table(few_columns()), {}};
  ASSERT_TRUE(
      sheet.row({"ENLACE", " fecha ", "mensaje", "usuario", "me gusta", "vistas", "etiquetas", "otra"}));
  ASSERT_TRUE(sheet.row({"https://example.org/1", "2020-04-20 10:00:00", "hola", "Cuenta_Simulada_1", "1,234",
                         "0", "FreeThemAll, #Ya", "x"}));
  ASSERT_THAT(sheet.found.pages, SizeIs(1));
  const Post& post = sheet.found.pages.front().page.posts.front();
  EXPECT_EQ(post.key, (PostKey{Network::other, "https://example.org/1"}));
  EXPECT_EQ(post.author.id, "cuenta_simulada_1");
  EXPECT_EQ(post.created_at, parse_rfc3339("2020-04-20T10:00:00Z"));
  EXPECT_EQ(post.counts.likes, 1234);
  EXPECT_FALSE(post.counts.views) << "0 stands for not counted";
  EXPECT_FALSE(post.counts.boosts);
  EXPECT_THAT(post.declared_tags, ElementsAre("FreeThemAll", "Ya"));
  EXPECT_TRUE(sheet.found.unknown.contains("otra"));
  EXPECT_EQ(sheet.found.passed, 1);
}

TEST(Table, ColumnsThatAToolIsKnownToWriteAreNotToldAsUnknown) {
  Sheet sheet{tags_format.open(), {}};
  ASSERT_TRUE(sheet.row({"id_str", "from_user", "text", "created_at", "time", "geo_coordinates", "user_lang",
                         "user_friends_count", "algo nuevo"}));
  EXPECT_THAT(sheet.found.unknown, SizeIs(1));
  EXPECT_TRUE(sheet.found.unknown.contains("algo nuevo"));
}

TEST(Table, KeepsTheAccentsOfOldSpreadsheets) {
  Sheet sheet{open_table(few_columns()), {}};
  ASSERT_TRUE(sheet.row({"Enlace", "Fecha", "Mensaje", "Usuario"}));
  ASSERT_TRUE(sheet.row({"https://example.org/1", "2020-04-20", "Liberaci\xF3n \x93ya\x94 \x80", "a\xF1o"}));
  const Post& post = sheet.found.pages.front().page.posts.front();
  EXPECT_EQ(post.text, "Liberación “ya” €");
  EXPECT_EQ(post.author.id, "año");
}

TEST(Table, RowsWithoutWhatAPostNeedsHaveTheirReasons) {
  Sheet sheet{open_table(few_columns()), {}};
  ASSERT_TRUE(sheet.row({"Enlace", "Fecha", "Mensaje", "Usuario"}));
  EXPECT_EQ(sheet.row({"", "2020-04-20", "x", "a"}).error().detail, "a row without id or link");
  EXPECT_EQ(sheet.row({"https://example.org/1", "ayer", "x", "a"}).error().detail,
            "a row without a time that can be read");
  EXPECT_EQ(sheet.row({"https://example.org/1", "2020-04-20", "x", ""}).error().detail,
            "a row without an author");
  EXPECT_EQ(sheet.row({"https://example.org/1"}).error().detail, "a row without an author")
      << "too short a row";
  EXPECT_TRUE(sheet.row({"", "", "", ""})) << "an empty row is nothing";
}

TEST(Table, WithoutTheColumnOfTheTextIsRefused) {
  Sheet sheet{open_table(few_columns()), {}};
  ASSERT_TRUE(sheet.row({"Enlace", "Fecha"}));
  EXPECT_NE(sheet.found.refused, "");
}

TEST(Table, OfAKnownToolIsRecognised) {
  const auto recognised = [](std::string_view titles) -> std::string {
    for (const Format* format : formats())
      if (format->recognise({titles, "t.csv"})) return format->name;
    return "";
  };
  EXPECT_EQ(recognised("id_str,from_user,text,created_at,time\n"), "tags");
  EXPECT_EQ(recognised("id,thread_id,timestamp,body,author,retweet_count\n"), "4cat");
  EXPECT_EQ(recognised("\"Page Name\",\"User Name\",\"Post Created\",\"Total Interactions\",\"URL\"\n"),
            "crowdtangle");
  EXPECT_EQ(recognised("fecha,mensaje,enlace\n"), "");
}

TEST(Columns, AreGuessedFromWhatTitlesUsuallyMean) {
  const auto columns = config::guess_columns({"Fecha", "Usuario", "Mensaje", "Enlace", "Likes", "Otra"});
  EXPECT_EQ(columns.time, "Fecha");
  EXPECT_EQ(columns.author, "Usuario");
  EXPECT_EQ(columns.text, "Mensaje");
  EXPECT_EQ(columns.link, "Enlace");
  EXPECT_EQ(columns.likes, "Likes");
  EXPECT_EQ(columns.views, "");
}

TEST(Windows1252, BecomesUtf8) {
  EXPECT_EQ(from_windows_1252("\xE1\xF1\x80\x9F\x81z"), "áñ€Ÿ\xEF\xBF\xBDz");
}

}  // namespace
}  // namespace clamor::exchange
