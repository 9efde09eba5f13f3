// `clamor export` as a person runs it.
#include <archive.h>
#include <archive_entry.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "tests/cli/export_world.hpp"

namespace clamor::cli::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::vector<std::string> whats{"posts", "authors",  "timeline", "edges",
                                     "links", "readings", "coverage"};

// The bytes a reader of the file gets to see: of an XLSX what is in the zip.
std::string unpacked(const fs::path& file) {
  std::string all;
  archive* zip = archive_read_new();
  archive_read_support_format_zip(zip);
  if (archive_read_open_filename(zip, file.c_str(), 1 << 16) == ARCHIVE_OK) {
    for (archive_entry* entry = nullptr; archive_read_next_header(zip, &entry) == ARCHIVE_OK;) {
      all += std::string(archive_entry_pathname(entry)) + "\n";
      char buffer[4096];
      for (la_ssize_t n = 0; (n = archive_read_data(zip, buffer, sizeof buffer)) > 0;)
        all.append(buffer, static_cast<std::size_t>(n));
    }
  }
  archive_read_free(zip);
  return all;
}

TEST_F(Export, APseudonymisedOneHoldsNobody) {
  save_campaign();
  std::set<std::string> secrets;
  for (int author = 0; author < 20; ++author) {
    const Author who = profile(author);
    secrets.insert({who.key.id, who.display_name, who.uri, who.url,
                    "cuenta_simulada_" + std::to_string(author), "casi-nadie", "@uno.example"});
  }
  for (int i = 0; i < 200; ++i) {
    const Post post = post_of(i, i % 20, {}).post;
    secrets.insert({post.key.uri, post.url, post.text, post.native_id});
  }
  std::vector<std::string> files;
  for (const std::string& what : whats)
    for (const char* format : {"csv", "jsonl", "xlsx"}) files.push_back(exported(what, what + "." + format));
  files.push_back(exported("edges", "people.gexf"));
  for (const fs::path file : files) {
    const std::string text = file.extension() == ".xlsx" ? unpacked(file) : text_of(file);
    ASSERT_GT(text.size(), 100u) << file;
    for (const std::string& secret : secrets)
      EXPECT_EQ(text.find(secret), std::string::npos) << secret << " is in " << file;
  }
  EXPECT_THAT(text_of(folder_ / "links.csv"), HasSubstr("https://example.org/peticion"));
}

TEST_F(Export, ASearchTellsEachPostOnOneLineAndThatItIsSimulated) {
  PreparedPost broken = post_of(1, 1, {});
  broken.post.text = "una petición simulada\n\n\tcon varias líneas";
  writer("red simulada").save(std::array{page_of({broken})});
  writer_.reset();
  const Said told = clamor({"search", "peticion"});
  EXPECT_THAT(told.out, ::testing::StartsWith("SIMULATED DATA"));
  EXPECT_THAT(told.out, HasSubstr("  una petición simulada con varias líneas\n"));
  EXPECT_THAT(clamor({"--json", "search", "peticion"}).out, HasSubstr("\"simulated\":\"red simulada\","));
}

TEST_F(Export, TwoHaveNoLabelInCommon) {
  save_campaign();
  const auto labels = [&](const std::string& name) {
    std::set<std::string> all;
    for (const auto& row : rows_of(text_of(exported("edges", name, {"--raw"})))) all.insert(row.at("from"));
    return all;
  };
  const auto one = labels("1.csv"), two = labels("2.csv");
  EXPECT_EQ(one.size(), 20u);
  std::vector<std::string> both;
  std::ranges::set_intersection(one, two, std::back_inserter(both));
  EXPECT_TRUE(both.empty());
}

TEST_F(Export, NumbersAreThoseOfStatus) {
  save_campaign();
  const auto reader = storage::open_record_reader((folder_ / "x.db").string());
  const storage::Totals totals = reader->totals();
  EXPECT_EQ(static_cast<std::int64_t>(rows_of(text_of(exported("posts", "few.csv", {"--raw"}))).size()),
            totals.posts);
  const auto posts = rows_of(text_of(exported("posts", "p.csv", {"--raw", "--identify", "--yes"})));
  EXPECT_EQ(static_cast<std::int64_t>(posts.size()), totals.posts);
  EXPECT_EQ(sum(posts, "boosts"), totals.boosts);
  EXPECT_EQ(sum(posts, "engagement"), totals.engagement);
  const auto authors = rows_of(text_of(exported("authors", "a.csv", {"--raw", "--identify", "--yes"})));
  EXPECT_EQ(std::ranges::count_if(authors, [](const auto& row) { return row.at("posts") != "0"; }),
            totals.authors);
  EXPECT_EQ(std::ranges::count_if(authors, [](const auto& row) { return row.at("boosts") != "0"; }),
            totals.boosters);
  for (const std::string bucket : {"hour", "day", "week"})
    for (const bool identified : {false, true}) {
      std::vector<std::string> more{"--raw", "--bucket", bucket};
      if (identified) more.insert(more.end(), {"--identify", "--yes"});
      const auto rows =
          rows_of(text_of(exported("timeline", bucket + (identified ? "i" : "p") + ".csv", more)));
      EXPECT_EQ(sum(rows, "posts"), totals.posts);
      const bool told = identified || !rows.back().at("authors").empty();  // else all merged ones are too few
      if (told) {
        EXPECT_EQ(sum(rows, "boosts"), totals.boosts);
        EXPECT_EQ(sum(rows, "engagement"), totals.engagement);
      }
      EXPECT_EQ(told, identified || bucket != "week");
      for (const auto& tag : reader->tags()) EXPECT_EQ(sum(rows, "mentions_" + tag.tag), tag.mentions);
    }
}

TEST_F(Export, TheTimelineTellsNoFewerThanFiveApart) {
  save_campaign();
  const auto rows = rows_of(text_of(exported("timeline", "t.csv", {"--raw"})));
  int merged = 0;
  for (const auto& row : rows) {
    if (row.at("merged") == "true" && !row.at("day").empty()) {
      ++merged;
      for (const char* hidden : {"posts", "authors", "boosts", "engagement", "mentions_freethemall"})
        EXPECT_EQ(row.at(hidden), "");
    }
    if (!row.at("authors").empty() && row.at("authors") != "0") {
      EXPECT_GE(std::stoi(row.at("authors")), 5);
    }
  }
  EXPECT_GT(merged, 0);
  EXPECT_EQ(rows.back().at("day"), "");
  const auto all = rows_of(text_of(exported("timeline", "all.csv", {"--raw", "--identify", "--yes"})));
  EXPECT_FALSE(all.front().contains("merged"));
}

TEST_F(Export, TimeThatNobodyReadIsEmptyAndTimeWithoutPostsIsZero) {
  PreparedPage page = page_of({post_of(1, 1, {}), post_of(2, 2, std::chrono::days{6})});
  page.covered = {{campaign_start, campaign_start + std::chrono::days{2}},
                  {campaign_start + std::chrono::days{4}, campaign_start + std::chrono::days{7}}};
  page.gaps = {
      {{campaign_start + std::chrono::days{2}, campaign_start + std::chrono::days{4}}, "unreachable"}};
  save(page);
  const auto rows = rows_of(text_of(exported("timeline", "t.csv", {"--raw", "--identify", "--yes"})));
  std::map<std::string, std::map<std::string, std::string>> by_day;
  for (const auto& row : rows) by_day[row.at("day")] = row;
  EXPECT_EQ(by_day.at("2020-05-02").at("posts"), "0");
  EXPECT_EQ(by_day.at("2020-05-02").at("coverage_share"), "0.5");  // the other hashtag was not read
  EXPECT_EQ(by_day.at("2020-05-04").at("posts"), "");
  EXPECT_EQ(by_day.at("2020-05-04").at("coverage_share"), "0");
  EXPECT_EQ(by_day.at("2020-05-04").at("gap_hours"), "24");
  EXPECT_EQ(by_day.at("2020-05-04").at("gap_causes"), "unreachable");
}

TEST_F(Export, NamesPeopleOnlyAfterTellingTheRisk) {
  save_campaign();
  const std::string file = (folder_ / "p.csv").string();
  const std::vector<std::string> args{"export", "--what", "posts", "--out", file, "--identify"};
  Said said = clamor(args);
  EXPECT_EQ(said.code, exit_config);
  EXPECT_THAT(said.err, AllOf(HasSubstr("minors"), HasSubstr("--yes")));
  EXPECT_EQ(clamor(args, "no\n", true).code, exit_config);
  EXPECT_FALSE(fs::exists(file));
  said = clamor(args, "yes\n", true);
  EXPECT_EQ(said.code, exit_ok);
  EXPECT_THAT(text_of(file),
              AllOf(HasSubstr("fediverse:cuenta_simulada_1@uno.example"), HasSubstr("texto simulado"),
                    HasSubstr("Cuenta Simulada Nº 1"), HasSubstr(",identified\r\n")));
}

TEST_F(Export, WhoAskedNotToBeListedIsNotNamedInTables) {
  save_campaign();
  for (const std::string& what : whats) {
    if (what == "coverage") continue;
    const std::string text = text_of(exported(what, what + ".csv", {"--identify", "--yes"}));
    for (const int author : {4, 9, 14, 19}) {
      EXPECT_THAT(text, Not(HasSubstr("fediverse:" + account(author).id))) << what;
      EXPECT_THAT(text, Not(HasSubstr("Nº " + std::to_string(author) + ","))) << what;
    }
  }
}

TEST_F(Export, FilesAreTheirOwnersAloneAndNothingIsReplacedUnasked) {
  save_campaign();
  const fs::path file = exported("timeline", "t.xlsx");
  struct stat about {};
  ASSERT_EQ(::stat(file.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  const std::string before = text_of(file);
  const Said said = clamor({"export", "--what", "posts", "--out", file.string()});
  EXPECT_EQ(said.code, exit_config);
  EXPECT_THAT(said.err, HasSubstr("--force"));
  EXPECT_EQ(text_of(file), before);
  exported("posts", "t.xlsx", {"--force"});
  EXPECT_NE(text_of(file), before);
  for (const auto& entry : fs::directory_iterator(folder_))
    EXPECT_THAT(entry.path().filename().string(), Not(StartsWith("."))) << "a temporary file was left";
}

TEST_F(Export, AFolderThatIsNotThereIsSaid) {
  save_campaign();
  const Said said = clamor({"export", "--what", "posts", "--out", (folder_ / "no" / "p.csv").string()});
  EXPECT_EQ(said.code, exit_trouble);
  EXPECT_THAT(said.err, HasSubstr("cannot be written"));
}

TEST_F(Export, AFullDiskIsSaidAndLeavesNothing) {
  save_campaign();
  for (const char* name : {"p.csv", "p.jsonl", "p.gexf"}) {
    const fs::path file = folder_ / name;
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit little{4096, before.rlim_max};
    ::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &little);
    const Said said = clamor({"export", "--what", "edges", "--out", file.string()});
    ::setrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, SIG_DFL);
    EXPECT_EQ(said.code, exit_trouble);
    EXPECT_THAT(said.err, HasSubstr(std::string(name) + " cannot be written")) << said.err;
    EXPECT_FALSE(fs::exists(file));
  }
}

TEST_F(Export, GoesToStandardOutputAlone) {
  save_campaign();
  const Said said = clamor({"export", "--what", "authors", "--format", "csv", "--out", "-"});
  EXPECT_THAT(said.out, StartsWith("\xEF\xBB\xBF"
                                   "author,network,"));
  EXPECT_EQ(std::ranges::count(said.out, '\n'), 21);
  EXPECT_THAT(said.err, HasSubstr("20 rows of authors"));
}

TEST_F(Export, AnEmptyDatabaseGivesEmptyTables) {
  writer();
  for (const std::string& what : whats)
    for (const char* format : {"csv", "jsonl", "xlsx"}) exported(what, what + "." + format);
  exported("edges", "people.gexf");
  EXPECT_THAT(text_of(folder_ / "timeline.csv"), HasSubstr("mentions_freethemall"));
  EXPECT_EQ(std::ranges::count(text_of(folder_ / "timeline.csv"), '\n'), 1);
}

TEST_F(Export, SimulatedDataSaySoInEveryFile) {
  writer("red simulada 1");
  save_campaign();
  for (const std::string& what : whats)
    for (const char* format : {"csv", "jsonl", "xlsx"}) {
      const fs::path file = exported(what, what + "." + format);
      EXPECT_THAT(
          std::string(format) == "xlsx" ? unpacked(file) : text_of(file),
          AnyOf(HasSubstr("SIMULATED red simulada 1"), HasSubstr("\"simulated\":\"red simulada 1\"")));
    }
  EXPECT_THAT(text_of(exported("edges", "people.gexf")), HasSubstr("SIMULATED"));
  EXPECT_THAT(text_of(exported("posts", "all.jsonl", {"--identify", "--yes"})),
              HasSubstr("\"simulated\":\"red simulada 1\""));
}

TEST_F(Export, ASensitiveCampaignNamesNobodyAndShowsNoRows) {
  write_config("[privacy]\npreset = \"sensitive\"\n");
  save_campaign();
  const auto code = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"export", "--out", (folder_ / "s.csv").string(), "--force"});
    return clamor(more).code;
  };
  EXPECT_EQ(code({"--what", "posts"}), exit_config);
  EXPECT_EQ(code({"--what", "timeline", "--identify", "--yes"}), exit_config);
  EXPECT_EQ(code({"--what", "timeline"}), exit_ok);
  EXPECT_EQ(code({"--what", "coverage"}), exit_ok);
}

TEST_F(Export, MistakesAreSaidWithWhatHelps) {
  writer();
  const auto said = [&](std::vector<std::string> more) {
    more.insert(more.begin(), "export");
    const Said answer = clamor(more);
    EXPECT_EQ(answer.code, exit_config);
    EXPECT_THAT(answer.err, HasSubstr("clamor help export"));
    return answer.err;
  };
  EXPECT_THAT(said({}), HasSubstr("posts|authors|timeline"));
  EXPECT_THAT(said({"--what", "tweets"}), HasSubstr("tweets"));
  EXPECT_THAT(said({"--what", "posts"}), HasSubstr("--out"));
  EXPECT_THAT(said({"--what", "posts", "--out", "x"}), HasSubstr("csv|jsonl|xlsx|gexf"));
  EXPECT_THAT(said({"--what", "posts", "--out", "x.ods"}), HasSubstr("ods"));
  EXPECT_THAT(said({"--what", "posts", "--out", "x.gexf"}), HasSubstr("--what edges"));
  EXPECT_THAT(said({"--what", "posts", "--out", "x.xlsx", "--raw"}), HasSubstr("CSV"));
  EXPECT_THAT(said({"--what", "posts", "--out", "x.csv", "--bucket", "day"}), HasSubstr("timeline"));
  EXPECT_THAT(said({"--what", "timeline", "--out", "x.csv", "--bucket", "year"}), HasSubstr("week"));
  EXPECT_THAT(said({"--what", "posts", "--out", "-", "--format", "csv", "--json"}),
              HasSubstr("standard output"));
  EXPECT_THAT(said({"--what", "coverage", "--out", "x.csv", "--identify"}), HasSubstr("nobody"));
  EXPECT_THAT(said({"--what", "posts", "file.csv"}), HasSubstr("file.csv"));
}

TEST_F(Export, AsJsonItSaysWhatWasDone) {
  save_campaign();
  const Said said = clamor({"export", "--what", "timeline", "--out", (folder_ / "t.csv").string(), "--json"});
  EXPECT_THAT(said.out, AllOf(HasSubstr(R"("what":"timeline")"), HasSubstr(R"("identified":false)"),
                              HasSubstr(R"("merged_rows":)")));
}

}  // namespace
}  // namespace clamor::cli::test
