// Commands called like functions: what they print and how they end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/command.hpp"
#include "collector/source.hpp"
#include "config/config.hpp"
#include "core/version.hpp"
#include "storage/store.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

struct Said {
  int code = 0;
  std::string out, err;
};

class Commands : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "clamor-cli-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME"}) ::setenv(name, (folder_ / name).c_str(), 1);
    ::setenv("LC_ALL", "en_US.UTF-8", 1);
  }
  void TearDown() override { fs::remove_all(folder_); }

  Said clamor(const std::vector<std::string>& args, const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out, err;
    const int code = run(args, in, out, err, false);
    return {code, out.str(), err.str()};
  }
  std::string config(const std::string& more = "") {
    const fs::path file = folder_ / "clamor.toml";
    std::ofstream(file) << "[campaign]\nname = \"Prueba\"\nhashtags = [\"FreeThemAll\"]\nlanguage = \"en\"\n"
                        << "[storage]\nurl = \"sqlite:x.db\"\n" + more;
    return file.string();
  }
  fs::path folder_;
};

TEST_F(Commands, VersionIsTheProjects) {
  EXPECT_EQ(clamor({"--version"}).out, std::string("clamor ") + version + "\n");
}

TEST_F(Commands, SurplusWordsAreAMistake) {
  const Said said = clamor({"--config", config(), "status", "surplus"});
  EXPECT_EQ(said.code, exit_config);
  EXPECT_THAT(said.err, HasSubstr("\"surplus\""));
}

TEST_F(Commands, AMissingCampaignFileIsCalledMissing) {
  const Said said = clamor({"--config", (folder_ / "none.toml").string(), "status"});
  EXPECT_EQ(said.code, exit_config);
  EXPECT_THAT(said.err, HasSubstr("There is no file"));
  EXPECT_THAT(said.err, Not(HasSubstr("Correct these lines")));
}

TEST_F(Commands, ADatabaseOfAnotherSchemeIsAMistakeOfTheCommandLine) {
  const Said said = clamor({"--config", config(), "--db", "postgresql://localhost/x", "status"});
  EXPECT_EQ(said.code, exit_config);
  EXPECT_THAT(said.err, HasSubstr("postgresql://localhost/x"));
}

TEST_F(Commands, InitWithoutAHashtagAsksForOneAndCitesNoLines) {
  const Said said = clamor({"init", "--yes", "--offline", "--out", (folder_ / "new.toml").string()});
  EXPECT_EQ(said.code, exit_config);
  EXPECT_THAT(said.err, HasSubstr("--tag"));
  EXPECT_FALSE(fs::exists(folder_ / "new.toml"));
}

TEST_F(Commands, DoctorSpeaksSpanishToPeopleAndEnglishToMachines) {
  const std::string file = config();
  EXPECT_THAT(clamor({"--config", file, "--lang", "es", "doctor", "--offline"}).out,
              HasSubstr("zonas horarias"));
  EXPECT_THAT(clamor({"--config", file, "--lang", "es", "--json", "doctor", "--offline"}).out,
              HasSubstr("\"time zones\""));
}

// Folded sentences are the same sentences.
std::string unfolded(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  const auto both_spaces = [](char a, char b) { return a == ' ' && b == ' '; };
  text.erase(std::unique(text.begin(), text.end(), both_spaces), text.end());
  return text;
}

TEST_F(Commands, HelpOfEachExistsInBothLanguages) {
  for (const Command& command : all_commands()) {
    const Said en = clamor({"help", command.name, "--lang", "en"});
    const Said es = clamor({command.name, "--help", "--lang", "es"});
    EXPECT_EQ(en.code, exit_ok);
    EXPECT_EQ(es.code, exit_ok);
    EXPECT_NE(en.out, es.out) << command.name;
    const std::string about = unfolded(command.about);
    EXPECT_THAT(unfolded(en.out), HasSubstr(about));
    EXPECT_THAT(unfolded(es.out), Not(HasSubstr(about)));
    for (const Flag& flag : command.flags) {
      EXPECT_THAT(en.out, HasSubstr(std::string("--") + flag.name));
      EXPECT_THAT(unfolded(es.out), Not(HasSubstr(flag.summary))) << command.name;
    }
    std::istringstream lines(es.out);
    for (std::string line; std::getline(lines, line);)
      EXPECT_LT(std::ranges::count_if(line, [](char byte) { return (byte & 0xc0) != 0x80; }), 80) << line;
    EXPECT_THAT(clamor({"help"}).out, HasSubstr(command.summary));
  }
}

TEST_F(Commands, AnUnknownOneIsSaidWithWhatHelps) {
  const Said said = clamor({"colect"});
  EXPECT_EQ(said.code, exit_config);
  EXPECT_THAT(said.err, HasSubstr("colect"));
  EXPECT_THAT(said.err, HasSubstr("clamor help"));
}

TEST_F(Commands, AConfigWithMistakesStopsWithAllOfThemAndExitCode2) {
  const Said said = clamor({"--config", config("[storag]\n[[source]]\nkind = \"x\"\n"), "collect", "--once"});
  EXPECT_EQ(said.code, exit_config);
  EXPECT_THAT(said.err, HasSubstr("clamor.toml:7: unknown key \"storag\""));
  EXPECT_THAT(said.err, HasSubstr("clamor.toml:8: "));
  EXPECT_FALSE(fs::exists(folder_ / "x.db"));
}

TEST_F(Commands, CollectAsksForAContactBeforeItLeavesThisMachine) {
  const Said said =
      clamor({"--config", config("[[source]]\nkind = \"mastodon\"\nserver = \"https://a.example\"\n"),
              "collect", "--once"});
  EXPECT_EQ(said.code, exit_config);
  EXPECT_THAT(said.err, HasSubstr("`contact`"));
  EXPECT_FALSE(fs::exists(folder_ / "x.db"));
}

TEST_F(Commands, CollectRefusesALengthOfTimeItCannotRead) {
  EXPECT_EQ(clamor({"--config", config(), "collect", "--for", "soon"}).code, exit_config);
}

TEST_F(Commands, StatusWithoutADatabaseSaysHowToStart) {
  const Said said = clamor({"--config", config(), "status"});
  EXPECT_EQ(said.code, exit_config);
  EXPECT_THAT(said.err, HasSubstr("clamor collect --once"));
  EXPECT_FALSE(fs::exists(folder_ / "x.db"));
}

TEST_F(Commands, StatusOfAnEmptyDatabaseHasEveryKey) {
  const std::string file = config();
  storage::open_writer((folder_ / "x.db").string());
  const Said said = clamor({"--config", file, "--json", "status"});
  ASSERT_EQ(said.code, exit_ok) << said.err;
  for (const char* key :
       {"version", "schema", "simulated", "posts", "tags", "mentions", "authors", "boosters", "boosts",
        "engagement", "deleted", "edited_away", "opted_out", "vetoed", "sources", "coverage", "gaps"})
    EXPECT_THAT(said.out, HasSubstr("\"" + std::string(key) + "\":"));
  EXPECT_EQ(said.out.find('\n'), said.out.size() - 1);
  EXPECT_EQ(clamor({"--config", file, "verify"}).code, exit_ok);
}

TEST_F(Commands, SearchAsksForWordsAndFindsNothingInAnEmptyDatabase) {
  const std::string file = config();
  EXPECT_EQ(clamor({"--config", file, "search"}).code, exit_config);
  EXPECT_EQ(clamor({"--config", file, "search", "petition"}).code, exit_config);  // nothing collected
  storage::open_writer((folder_ / "x.db").string());
  const Said said = clamor({"--config", file, "search", "petition"});
  EXPECT_EQ(said.code, exit_ok) << said.err;
  EXPECT_THAT(said.out, HasSubstr("No post holds"));
  EXPECT_EQ(clamor({"--config", file, "--json", "search", "petition"}).out, "{\"simulated\":\"\",\"posts\":[]}\n");
}

TEST_F(Commands, TheDatabaseOfTheLineGoesBeforeTheConfigs) {
  storage::open_writer((folder_ / "other.db").string());
  EXPECT_EQ(clamor({"--config", config(), "--db", (folder_ / "other.db").string(), "status"}).code, exit_ok);
}

TEST_F(Commands, InitWritesAValidFileAndNeverWritesOverOne) {
  const std::string file = (folder_ / "new.toml").string();
  const std::vector<std::string> args{
      "init",      "--tag", "#FreeThemAll", "--server", "masto.es", "--contact", "team@example.org",
      "--offline", "--yes", "--out",        file};
  EXPECT_EQ(clamor(args).code, exit_ok);
  EXPECT_EQ(clamor({"--config", file, "status"}).code, exit_config);  // valid, but nothing collected
  const auto written = fs::last_write_time(file);
  EXPECT_EQ(clamor(args).code, exit_config);
  EXPECT_EQ(fs::last_write_time(file), written);
}

TEST_F(Commands, InitAsksWhatWasNotGiven) {
  const std::string file = (folder_ / "asked.toml").string();
  const Said said = clamor({"init", "--offline", "--out", file},
                           "FreeThemAll OtraEtiqueta\n\n\n\nteam@example.org\nmasto.es\n");
  ASSERT_EQ(said.code, exit_ok) << said.err;
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("hashtags = [\"FreeThemAll\", \"OtraEtiqueta\"]"));
  EXPECT_THAT(text.str(), HasSubstr("https://masto.es"));
}

TEST_F(Commands, DoctorListsTheKindsWithWhatTheyCount) {
  const Said said = clamor({"doctor", "--kinds"});
  EXPECT_EQ(said.code, exit_ok);
  for (const std::string& kind : collector::kind_names()) EXPECT_THAT(said.out, HasSubstr(kind + " ("));
  EXPECT_THAT(said.out, HasSubstr("boosts"));
  EXPECT_THAT(said.out, HasSubstr("posts a page: 100"));
  const Said json = clamor({"--json", "doctor", "--kinds"});
  EXPECT_THAT(json.out, HasSubstr("\"kind\":\"peertube\""));
  EXPECT_THAT(json.out, HasSubstr("\"poll_seconds\":1800"));
}

TEST_F(Commands, InitTakesAServerOfAnyKind) {
  const std::string file = (folder_ / "kinds.toml").string();
  std::vector<std::string> line{"init",  "--tag",     "FreeThemAll", "--contact", "team@example.org",
                                "--yes", "--offline", "--out",       file};
  for (const std::string& kind : collector::kind_names())
    line.insert(line.end(), {"--server", kind + ":" + kind + ".example"});
  const Said said = clamor(line);
  ASSERT_EQ(said.code, exit_ok) << said.err;
  const auto reading = config::read_file(file, collector::kind_names());
  EXPECT_TRUE(reading.mistakes.empty()) << config::describe(reading);
  ASSERT_EQ(reading.config.sources.size(), collector::kind_names().size());
  for (std::size_t i = 0; i < reading.config.sources.size(); ++i) {
    EXPECT_EQ(reading.config.sources[i].kind, collector::kind_names()[i]);
    EXPECT_EQ(reading.config.sources[i].server, "https://" + collector::kind_names()[i] + ".example");
  }
}

}  // namespace
}  // namespace clamor::cli
