// `clamor import` as a person runs it. Everybody in the archives is made up and says so.
#include <archive.h>
#include <archive_entry.h>

#include <random>

#include "tests/cli/export_world.hpp"

namespace clamor::cli::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string tweet(int number, int author, const std::string& tag = "FreeThemAll", int likes = 0) {
  return R"({"created_at":"Mon Apr 20 14:)" + std::to_string(10 + number % 50) +
         R"(:05 +0000 2020","id_str":")" + std::to_string(1252238000000000000 + number) +
         R"(","full_text":"número )" + std::to_string(number) + " #" + tag +
         R"(","entities":{"hashtags":[{"text":")" + tag + R"("}]},"favorite_count":)" +
         std::to_string(likes) + R"(,"user":{"id_str":")" + std::to_string(900 + author) +
         R"(","screen_name":"cuenta_simulada_)" + std::to_string(author) +
         R"(","name":"Cuenta simulada","followers_count":)" + std::to_string(author * 10 + number % 3) + "}}";
}

std::string retweet(int number, int author, const std::string& original) {
  return R"({"created_at":"Tue Apr 21 14:)" + std::to_string(10 + number % 50) +
         R"(:05 +0000 2020","id_str":")" + std::to_string(1252600000000000000 + number) +
         R"(","full_text":"RT @x: número","user":{"id_str":")" + std::to_string(900 + author) +
         R"(","screen_name":"cuenta_simulada_)" + std::to_string(author) + R"("},"retweeted_status":)" +
         original + "}";
}

class Import : public Export {
 protected:
  fs::path file(const std::string& name, const std::vector<std::string>& lines) {
    std::ofstream out(folder_ / name);
    for (const auto& line : lines) out << line << '\n';
    return folder_ / name;
  }
  Said import(const std::string& db, std::vector<std::string> words) {
    words.insert(words.begin(), {"--db", (folder_ / db).string(), "import"});
    return clamor(words);
  }
  std::string dump(const std::string& db) {
    std::string all;
    const auto reader = storage::open_reader((folder_ / db).string());
    reader->canonical_dump([&](std::string_view line) { all.append(line) += '\n'; });
    for (const auto& row : reader->coverage())
      all += row.source + row.tag + to_rfc3339(row.time.from) + to_rfc3339(row.time.to) + '\n';
    EXPECT_EQ(reader->verify(), std::vector<std::string>{});
    return all;
  }
  std::vector<std::string> campaign() {
    std::vector<std::string> lines;
    for (int i = 0; i < 60; ++i)
      lines.push_back(tweet(i % 45, i % 7, i % 5 == 4 ? "otra" : "FreeThemAll", i % 9));
    for (int i = 0; i < 20; ++i)
      lines.push_back(retweet(i, 20 + i % 6, tweet(i, i % 7, "Viralicemos", 10 + i)));
    return lines;
  }
};

TEST_F(Import, TakesWhatIsTheCampaignsAndTellsTheRest) {
  const Said said =
      import("x.db", {file("t.jsonl", {tweet(1, 1), tweet(2, 2, "otra"), "{", tweet(3, 1)}).string()});
  EXPECT_EQ(said.code, exit_ok) << said.err;
  EXPECT_THAT(said.out,
              AllOf(HasSubstr("4 records read (twarc)"), HasSubstr("1 of 4"), HasSubstr("2 #FreeThemAll"),
                    HasSubstr("1 post without any of them was left out")));
  const auto totals = storage::open_reader((folder_ / "x.db").string())->totals();
  EXPECT_EQ(totals.posts, 2);
  EXPECT_EQ(totals.authors, 1);
}

TEST_F(Import, TwiceIsOnce) {
  const auto archive = file("t.jsonl", campaign());
  import("x.db", {archive.string()});
  const std::string once = dump("x.db");
  const Said again = import("x.db", {archive.string()});
  EXPECT_THAT(again.out, HasSubstr("Nothing in it is new"));
  EXPECT_EQ(dump("x.db"), once);
}

TEST_F(Import, AnySplitAndOrderGivesTheSameDatabase) {
  auto lines = campaign();
  import("whole.db", {file("whole.jsonl", lines).string()});
  std::mt19937 random(7);
  for (int round = 0; round < 8; ++round) {
    std::ranges::shuffle(lines, random);
    const auto parts = 1 + random() % 5;
    std::vector<std::string> files;
    for (std::size_t part = 0; part < parts; ++part) {
      std::vector<std::string> some;
      for (std::size_t i = part; i < lines.size(); i += parts) some.push_back(lines[i]);
      files.push_back(file("part" + std::to_string(part) + ".jsonl", some).string());
    }
    const std::string db = "round" + std::to_string(round) + ".db";
    EXPECT_EQ(import(db, files).code, exit_ok);
    EXPECT_EQ(dump(db), dump("whole.db"));
  }
}

TEST_F(Import, ADryRunStoresNothing) {
  const auto archive = file("t.jsonl", campaign());
  const Said first = import("none.db", {"--dry-run", archive.string()});
  EXPECT_THAT(first.out, AllOf(HasSubstr("It would bring"), HasSubstr("nothing was stored")));
  EXPECT_FALSE(fs::exists(folder_ / "none.db"));
  import("x.db", {file("one.jsonl", {tweet(1, 1)}).string()});
  const std::string before = dump("x.db");
  import("x.db", {"--dry-run", archive.string()});
  EXPECT_EQ(dump("x.db"), before);
}

TEST_F(Import, ADamagedArchiveKeepsWhatCameBefore) {
  std::string all;
  for (int i = 0; i < 9000; ++i) all += tweet(i, i % 90) + '\n';
  const fs::path packed = folder_ / "t.jsonl.gz";
  struct archive* out = archive_write_new();
  archive_write_add_filter_gzip(out);
  archive_write_set_format_raw(out);
  archive_write_open_filename(out, packed.c_str());
  struct archive_entry* entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_write_header(out, entry);
  archive_write_data(out, all.data(), all.size());
  archive_entry_free(entry);
  archive_write_free(out);
  EXPECT_THAT(import("whole.db", {packed.string()}).out, HasSubstr("9,000 records read"));
  fs::resize_file(packed, fs::file_size(packed) / 2);
  const Said said = import("x.db", {packed.string()});
  EXPECT_EQ(said.code, exit_trouble);
  EXPECT_THAT(said.out, HasSubstr("could not be read to its end"));
}

TEST_F(Import, LaterReadingsWinByTheirTime) {
  import("x.db", {file("late.jsonl", {retweet(1, 2, tweet(1, 1, "FreeThemAll", 50))}).string()});
  import("x.db", {file("early.jsonl", {tweet(1, 1, "FreeThemAll", 3)}).string()});
  const auto totals = storage::open_reader((folder_ / "x.db").string())->totals();
  EXPECT_EQ(totals.posts, 1);
  EXPECT_EQ(totals.engagement, 50);
}

TEST_F(Import, NeverGoesIntoSimulatedData) {
  writer("simulada-7");
  writer_.reset();
  const Said said = import("x.db", {file("t.jsonl", {tweet(1, 1)}).string()});
  EXPECT_EQ(said.code, exit_config);
  EXPECT_THAT(said.err, HasSubstr("simulated"));
}

TEST_F(Import, SaysWhatHelps) {
  EXPECT_THAT(import("x.db", {}).err, HasSubstr("clamor help import"));
  EXPECT_THAT(import("x.db", {(folder_ / "none").string()}).out, HasSubstr("No such file"));
  EXPECT_THAT(import("x.db", {file("x.bin", {"nada de nada"}).string()}).out,
              HasSubstr("format is not known"));
  EXPECT_THAT(import("x.db", {file("x.leer", {}).string()}).out, HasSubstr("empty"));
  EXPECT_THAT(import("x.db", {"--format", "tweets", "x"}).err, HasSubstr("twarc"));
}

TEST_F(Import, ATableOfNobodysFormatIsReadByNamedColumns) {
  const auto table =
      file("t.csv", {"Fecha,Usuario,Mensaje,Enlace",
                     "2020-04-20 10:00:00,cuenta_simulada_1,\"#FreeThemAll, ya\",https://example.org/1"});
  EXPECT_THAT(import("x.db", {table.string()}).err,
              AllOf(HasSubstr("--columns"), HasSubstr("text = 'Mensaje'")));
  const auto columns = file("columns.toml", {"network = \"other\"", "text = \"Mensaje\"", "time = \"Fecha\"",
                                             "author = \"Usuario\"", "link = \"Enlace\""});
  EXPECT_THAT(import("x.db", {"--columns", columns.string(), table.string()}).out,
              HasSubstr("1 #FreeThemAll"));
  EXPECT_THAT(import("x.db", {"--columns", file("bad.toml", {"x = 1"}).string(), table.string()}).err,
              HasSubstr("bad.toml:1"));
}

TEST_F(Import, ATableAsExcelSavesItInUnicodeIsReadAsAnyOther) {
  const std::string rows =
      "Fecha\tUsuario\tEnlace\tMensaje\n2020-04-20 "
      "10:00:00\tcuenta_simulada_1\thttps://example.org/1\t#FreeThemAll, señora\n";
  const auto columns = file("columns.toml", {"network = \"other\"", "text = \"Mensaje\"", "time = \"Fecha\"",
                                             "author = \"Usuario\"", "link = \"Enlace\""});
  std::ofstream(folder_ / "t.tsv") << rows;
  std::string utf16 = "\xFF\xFE";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool two_bytes = (rows[i] & 0x80) != 0;  // the only such letter is an ñ
    utf16 += two_bytes ? '\xF1' : rows[i];
    utf16 += '\0';
    i += two_bytes;
  }
  std::ofstream(folder_ / "u.txt", std::ios::binary) << utf16;
  import("plain.db", {"--columns", columns.string(), (folder_ / "t.tsv").string()});
  EXPECT_THAT(import("unicode.db", {"--columns", columns.string(), (folder_ / "u.txt").string()}).out,
              HasSubstr("1 #FreeThemAll"));
  EXPECT_EQ(dump("unicode.db"), dump("plain.db"));
}

TEST_F(Import, RetweetsInTablesAreToldNotGuessed) {
  const auto table = file(
      "tags.csv",
      {"id_str,from_user,text,created_at,from_user_id_str,status_url",
       "1252238000000000001,cuenta_simulada_1,#FreeThemAll,,11,",
       "1.25224E+18,cuenta_simulada_2,#FreeThemAll,,12,http://twitter.com/x/status/1252238000000000002",
       "1.25224E+18,cuenta_simulada_2,#FreeThemAll,,12,", "1252238000000000003,a,RT @b: #FreeThemAll,,13,"});
  const Said said = import("x.db", {table.string()});
  EXPECT_THAT(said.out,
              AllOf(HasSubstr("4 records read (tags)"), HasSubstr("2 #FreeThemAll"), HasSubstr("2 of 4"),
                    HasSubstr("no whole number"), HasSubstr("a retweet without the tweet it repeats")));
}

// What somebody scrolled through on three networks in one evening.
std::vector<std::string> scrolled() {
  const auto saved = [](const std::string& network, const std::string& post) {
    return R"({"timestamp_collected":1650000000000,"source_platform":")" + network + R"(","data":)" + post +
           "}";
  };
  const auto instagram = [&](int number, const std::string& tag) {
    return saved("instagram.com", R"({"code":"Simulado_0)" + std::to_string(number) +
                                      R"(","taken_at":1649955600,"caption":{"text":"#)" + tag +
                                      R"("},"user":{"username":"cuenta_simulada_1"},"like_count":4})");
  };
  const auto tiktok = [&](int number) {
    return saved("tiktok.com",
                 R"({"id":"708600000000000000)" + std::to_string(number) +
                     R"(","desc":"ya","createTime":1649955700,"challenges":[{"title":"FreeThemAll"}],)"
                     R"("author":{"uniqueId":"cuenta_simulada_1"},"stats":{"diggCount":6}})");
  };
  return {instagram(1, "FreeThemAll"),
          saved("x.com",
                R"({"rest_id":"1514000000000000001","core":{"user_results":{"result":{"rest_id":"901"}}},)"
                R"("legacy":{"full_text":"#FreeThemAll","favorite_count":1}})"),
          tiktok(1),
          instagram(2, "otra"),
          saved("linkedin.com", R"({"id":"1"})"),
          tiktok(2)};
}

TEST_F(Import, AFileOfSeveralNetworksIsASourceOfEach) {
  const auto lines = scrolled();
  const auto archive = file("z.ndjson", lines);
  const Said said = import("x.db", {archive.string()});
  EXPECT_EQ(said.code, exit_ok) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("6 records read (zeeschuimer)"), HasSubstr("4 #FreeThemAll"),
                              HasSubstr("a post of linkedin.com"), HasSubstr("1 of 6")));
  const auto reader = storage::open_reader((folder_ / "x.db").string());
  EXPECT_EQ(reader->totals().posts, 4);
  EXPECT_EQ(reader->totals().authors, 3) << "two networks may have one name for different people";
  EXPECT_EQ(reader->totals().engagement, 17);
  std::map<std::string, Network> sources;
  for (const auto& source : reader->sources()) sources[source.name] = source.network;
  EXPECT_EQ(sources["archive-zeeschuimer"], Network::x);
  EXPECT_EQ(sources["archive-zeeschuimer-other"], Network::other);
  std::map<std::string, Interval> covered;
  for (const auto& row : reader->coverage())
    if (row.archive) covered[row.source] = row.time;
  EXPECT_THAT(covered, ::testing::SizeIs(2));
  EXPECT_EQ(covered["archive-zeeschuimer-other"].from, parse_rfc3339("2022-04-14T17:00:00Z"));
  EXPECT_GE(covered["archive-zeeschuimer-other"].to, parse_rfc3339("2022-04-14T17:01:40Z"));

  const std::string once = dump("x.db");
  EXPECT_THAT(import("x.db", {archive.string()}).out, HasSubstr("Nothing in it is new"));
  EXPECT_EQ(dump("x.db"), once);
  import("parts.db", {file("b.ndjson", {lines.begin() + 3, lines.end()}).string(),
                      file("a.ndjson", {lines.begin(), lines.begin() + 3}).string()});
  EXPECT_EQ(dump("parts.db"), once);

  const Said table = clamor({"--db", (folder_ / "x.db").string(), "export", "--what", "posts", "--format",
                             "csv", "--identify", "--yes", "--out", (folder_ / "posts.csv").string()});
  EXPECT_EQ(table.code, exit_ok) << table.err;
  std::ifstream in(folder_ / "posts.csv");
  const std::string rows{std::istreambuf_iterator<char>(in), {}};
  EXPECT_THAT(rows, AllOf(HasSubstr(",other,"), HasSubstr(",x,")));
}

}  // namespace
}  // namespace clamor::cli::test
