// Rows written and read back, by readers that are not our writers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "core/text.hpp"
#include "exchange/pseudonyms.hpp"
#include "exchange/table.hpp"

namespace clamor::exchange {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class File {
 public:
  File() {
    std::string pattern = (fs::temp_directory_path() / "clamor-table-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  ~File() { fs::remove_all(folder_); }
  fs::path path() const { return folder_ / "t"; }
  std::string text() const {
    std::ostringstream all;
    all << std::ifstream(path(), std::ios::binary).rdbuf();
    return all.str();
  }

 private:
  fs::path folder_;
};

About about() {
  About about;
  about.campaign = "Campaña simulada";
  about.timezone = "America/Mexico_City";
  about.version = "1";
  about.made_at = *parse_rfc3339("2026-11-24T02:00:00Z");
  about.notes = {"Una nota & otra <más>"};
  about.definitions_title = "definiciones";
  about.definition_heads = {"tabla", "columna"};
  return about;
}

Table texts(std::size_t columns) {
  Table table{"posts", {}};
  for (std::size_t i = 0; i < columns; ++i)
    table.columns.push_back({"c" + std::to_string(i), Type::text, "d", "", ""});
  return table;
}

std::string written(TableWriter& writer, const File& file, const Table& table,
                    const std::vector<std::vector<Cell>>& rows) {
  writer.begin(table);
  for (const auto& row : rows) writer.row(row);
  EXPECT_TRUE(writer.finish());
  return file.text();
}

// RFC 4180, as written there; nothing else.
std::vector<std::vector<std::string>> parse(const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
  std::string field;
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    if (quoted) {
      if (c == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
        field += '"';
        ++i;
      } else if (c == '"') {
        quoted = false;
      } else {
        field += c;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      row.push_back(std::exchange(field, {}));
    } else if (c == '\r' && i + 1 < csv.size() && csv[i + 1] == '\n') {
      row.push_back(std::exchange(field, {}));
      rows.push_back(std::exchange(row, {}));
      ++i;
    } else {
      field += c;
    }
  }
  EXPECT_TRUE(row.empty() && field.empty()) << "the last line does not end";
  return rows;
}

using Texts = std::vector<std::vector<std::string>>;

std::vector<std::vector<Cell>> cells(const Texts& rows) {
  std::vector<std::vector<Cell>> all;
  for (const auto& row : rows) all.emplace_back(row.begin(), row.end());
  return all;
}

// Letters that mean something to CSV, spreadsheets or nobody.
rc::Gen<std::string> nasty_text() {
  const auto piece =
      rc::gen::elementOf(std::vector<std::string>{"=", "+", "-", "@", "\t", "\r", "\n", ",", "\"", "'", ";",
                                                  " ", "a", "1", "ñ", "\xEF\xBC\x9D", "\xE2\x80\x8B", "😀"});
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string all;
                        for (const auto& each : pieces) all += each;
                        return all;
                      });
}

RC_GTEST_PROP(Csv, WhatIsReadBackIsWhatWasWritten, ()) {
  const auto width = *rc::gen::inRange<std::size_t>(1, 5);
  const auto rows =
      *rc::gen::container<Texts>(rc::gen::container<std::vector<std::string>>(width, nasty_text()));
  Texts expected_raw{{}}, expected_safe{{}};
  for (std::size_t i = 0; i < width; ++i) {
    expected_raw[0].push_back("c" + std::to_string(i));
    expected_safe[0].push_back("c" + std::to_string(i));
  }
  for (const auto& row : rows) {
    expected_raw.push_back(row);
    expected_safe.emplace_back();
    for (const auto& text : row) expected_safe.back().push_back(harmless(text));
  }
  const File raw, safe;
  RC_ASSERT(parse(written(*open_raw_csv(about(), raw.path()), raw, texts(width), cells(rows))) ==
            expected_raw);
  const auto text =
      written(*find_table_format("csv")->open(about(), safe.path()), safe, texts(width), cells(rows));
  RC_ASSERT(text.starts_with("\xEF\xBB\xBF"));
  RC_ASSERT(parse(text.substr(3)) == expected_safe);
}

RC_GTEST_PROP(Csv, NoTextBeginsLikeAFormula, ()) {
  const std::string text = *nasty_text();
  const std::string safe = harmless(text);
  RC_ASSERT(safe == text || safe == "'" + text);
  if (!safe.empty()) RC_ASSERT(std::string("=+-@\t\r\n").find(safe.front()) == std::string::npos);
}

TEST(Csv, GuardsFullWidthSignsAndSignsBehindSpaces) {
  for (const char* text : {"=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", " =1",
                           "\u00A0=1", "\u200B@x", "\uFEFF=1"})
    EXPECT_EQ(harmless(text), "'" + std::string(text));
  for (const char* text : {"", "a=1", "ñ", "1-2", " x", "'=1"}) EXPECT_EQ(harmless(text), text);
}

TEST(Csv, NumbersAndTimesAreNotTouched) {
  const Table table{"t",
                    {{"n", Type::integer, "", "", ""},
                     {"x", Type::number, "", "", ""},
                     {"b", Type::yes_no, "", "", ""},
                     {"t", Type::time, "", "", ""},
                     {"l", Type::local, "", "", ""},
                     {"d", Type::date, "", "", ""}}};
  const UtcTime time = *parse_rfc3339("2020-04-20T14:00:00.250Z");
  const File file;
  const auto rows = parse(written(*open_raw_csv(about(), file.path()), file, table,
                                  {{std::int64_t{-5}, -0.25, true, time, time, time}, std::vector<Cell>(6)}));
  EXPECT_THAT(rows[1], ElementsAre("-5", "-0.25", "true", "2020-04-20T14:00:00.250Z", "2020-04-20 14:00:00",
                                   "2020-04-20"));
  EXPECT_THAT(rows[2], ElementsAre("", "", "", "", "", ""));
}

TEST(Csv, ATableWithoutRowsHasItsHeading) {
  const File file;
  EXPECT_EQ(written(*find_table_format("csv")->open(about(), file.path()), file, texts(2), {}),
            "\xEF\xBB\xBF"
            "c0,c1\r\n");
}

TEST(Csv, SaysWhenTheDiskRefuses) {
  const auto writer = find_table_format("csv")->open(about(), "/dev/full");
  writer->begin(texts(1));
  EXPECT_FALSE(writer->finish());
}

TEST(JsonLines, LeaveOutWhatIsNotKnownAndSayWhoseNumbersTheyAre) {
  About mine = about();
  mine.simulated = "red simulada 1";
  const File file;
  const auto text = written(*find_table_format("jsonl")->open(mine, file.path()), file, texts(2),
                            {{std::string("a\"\\\n\x01 ñ"), Cell()}});
  EXPECT_THAT(
      text,
      StartsWith(
          R"({"type":"clamor","format":1,"version":"1","identified":false,"simulated":"red simulada 1")"));
  EXPECT_THAT(text, HasSubstr(R"({"type":"posts","c0":"a\"\\\n\u0001 ñ"})"
                              "\n"));
}

TEST(Gexf, HoldsNodesThenEdgesAndEscapesWhatPeopleWrite) {
  const Table nodes{"accounts",
                    {{"author", Type::id, "", "", ""},
                     {"label", Type::text, "", "", ""},
                     {"posts", Type::integer, "", "", ""}}};
  const Table edges{"edges",
                    {{"from", Type::id, "", "", ""},
                     {"to", Type::id, "", "", ""},
                     {"kind", Type::text, "", "", ""},
                     {"times", Type::integer, "", "", ""},
                     {"first", Type::time, "", "", ""}}};
  const File file;
  const auto writer = find_table_format("gexf")->open(about(), file.path());
  writer->begin(nodes);
  writer->row(std::vector<Cell>{std::string("a"), std::string("<b \"&\x02>"), std::int64_t{3}});
  writer->row(std::vector<Cell>{std::string("b"), std::string("b"), Cell()});
  writer->begin(edges);
  writer->row(std::vector<Cell>{std::string("a"), std::string("b"), std::string("boost"), std::int64_t{2},
                                *parse_rfc3339("2020-04-20T14:00:00Z")});
  ASSERT_TRUE(writer->finish());
  const std::string text = file.text();
  EXPECT_THAT(text, HasSubstr(R"(<gexf xmlns="http://gexf.net/1.3")"));
  EXPECT_THAT(text, HasSubstr(R"(label="&lt;b &quot;&amp;&gt;")"));
  EXPECT_THAT(text, HasSubstr("Una nota &amp; otra &lt;más&gt;"));
  EXPECT_THAT(
      text,
      HasSubstr(
          R"(<edge id="1" source="a" target="b" kind="boost" weight="2" start="2020-04-20T14:00:00Z">)"));
  EXPECT_LT(text.find("</nodes>"), text.find("<edges>"));
}

TEST(Xlsx, LongTextsAreCutAndTold) {
  const File file;
  const auto writer = find_table_format("xlsx")->open(about(), file.path());
  written(*writer, file, texts(1), {{std::string(40'000, 'x')}, {std::string("bien")}});
  EXPECT_EQ(writer->fitted().cut_cells, 1);
  EXPECT_EQ(file.text().substr(0, 2), "PK");
}

TEST(Xlsx, SaysWhenTheDiskRefuses) {
  const File file;
  const auto writer = find_table_format("xlsx")->open(about(), file.path().parent_path() / "nowhere" / "t");
  writer->begin(texts(1));
  EXPECT_FALSE(writer->finish());
}

TEST(Formats, AreFoundByName) {
  EXPECT_EQ(table_formats().size(), 4u);
  EXPECT_EQ(find_table_format("ods"), nullptr);
}

TEST(Pseudonyms, AreTheSameWithinAnExportAndUnlikeInAnother) {
  const Pseudonyms one, other;
  const AuthorKey ana{Network::fediverse, "cuenta_simulada_1@uno.example"},
      beto{Network::fediverse, "cuenta_simulada_2@uno.example"};
  EXPECT_EQ(one.author(ana), one.author(ana));
  EXPECT_NE(one.author(ana), one.author(beto));
  EXPECT_NE(one.author(ana), other.author(ana));
  EXPECT_NE(one.author({Network::x, "5"}), one.author({Network::bluesky, "5"}));
  EXPECT_NE(one.author({Network::x, "5"}).substr(2), one.post({Network::x, "5"}).substr(2));
  EXPECT_THAT(one.author(ana), ::testing::MatchesRegex("a-[0-9a-f]{16}"));
}

TEST(Pseudonyms, LinksToPeopleAndPostsAreKnownByTheirLook) {
  for (const char* url :
       {"https://uno.example/@cuenta_simulada_1", "https://uno.example/@cuenta_simulada_1/117",
        "https://uno.example/users/a/statuses/1", "https://bsky.app/profile/a.bsky.social/post/3k",
        "https://x.com/a/status/1", "https://www.instagram.com/p/x", "https://old.reddit.com/r/x",
        "https://misskey.example/notes/9x", "at://did:plc:abc/app.bsky.feed.post/3k", "mailto:a@b.mx"})
    EXPECT_TRUE(leads_to_a_person(url)) << url;
  for (const char* url : {"https://example.org/peticion", "https://noticias.example/2020/05/albergues?id=3"})
    EXPECT_FALSE(leads_to_a_person(url)) << url;
  EXPECT_EQ(host_of("HTTPS://Ana:clave@Example.ORG:8443/x"), "example.org");
  EXPECT_EQ(host_of("ftp://example.org"), "");
}

}  // namespace
}  // namespace clamor::exchange
