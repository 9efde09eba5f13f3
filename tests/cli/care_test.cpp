// forget, prune, wipe and the opt-out list as a person runs them; and a canary that must be nowhere
// afterwards.
#include <sys/stat.h>

#include "cli/caring.hpp"
#include "cli/disk_encryption.hpp"
#include "tests/cli/export_world.hpp"

namespace clamor::cli::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* canary = "@cuenta_simulada_7@uno.example";

// Everything in the folder but what the campaign wrote itself.
class Care : public Export {
 protected:
  void SetUp() override {
    Export::SetUp();
    fs::create_directory(folder_ / "tmp");
    ::setenv("TMPDIR", (folder_ / "tmp").c_str(), 1);
  }
  void TearDown() override {
    ::unsetenv("TMPDIR");
    Export::TearDown();
  }
  void write_list(const std::string& lines, bool for_me_alone = true) {
    std::ofstream(folder_ / "opt-out.txt") << lines;
    fs::permissions(folder_ / "opt-out.txt",
                    for_me_alone ? fs::perms::owner_read | fs::perms::owner_write : fs::perms::all);
  }
  std::vector<std::string> files_with(const std::string& word) {
    std::vector<std::string> found;
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (!entry.is_regular_file(ignored) || entry.path().filename() == "opt-out.txt") continue;
      if (text_of(entry.path()).find(word) != std::string::npos)
        found.push_back(entry.path().filename().string());
    }
    return found;
  }
  std::string status() { return clamor({"--json", "status"}).out; }
  void save_and_close() {
    save_campaign();
    writer_.reset();
  }
};

TEST_F(Care, ForgetAsksOnATerminalAndNeedsYesElsewhere) {
  save_and_close();
  EXPECT_EQ(clamor({"forget", canary}).code, exit_config);
  EXPECT_EQ(clamor({"forget", canary}, "no\n", true).code, exit_config);
  EXPECT_FALSE(files_with("cuenta_simulada_7").empty());
  EXPECT_EQ(clamor({"forget", canary}, "yes\n", true).code, exit_ok);
  EXPECT_EQ(files_with("cuenta_simulada_7@"), std::vector<std::string>{});
}

TEST_F(Care, YesIsUnderstoodInEitherLanguageAndHoweverItIsWritten) {
  for (const char* yes :
       {"yes\n", "Yes\n", "YES", " yes \r\n", "si\n", "sí\n", "Sí\n", "SÍ\r\n", "SI\n", "\tsí \n"})
    for (const char* language : {"en", "es"}) {
      std::ofstream(folder_ / "x.db");
      const Said said = clamor({"--lang", language, "--db", (folder_ / "x.db").string(), "wipe"}, yes, true);
      EXPECT_EQ(said.code, exit_ok) << language << ' ' << yes << said.err;
    }
  for (const char* no : {"", "\n", " \r\n", "no\n", "y\n", "s\n", "yes no\n", "siempre\n"}) {
    std::ofstream(folder_ / "x.db");
    EXPECT_EQ(clamor({"--db", (folder_ / "x.db").string(), "wipe"}, no, true).code, exit_config) << no;
  }
}

TEST_F(Care, ForgetLeavesNothingOfTheAccountBesideTheDatabase) {
  save_and_close();
  const Said told = clamor({"--json", "forget", "https://uno.example/@cuenta_simulada_7", "--yes"});
  EXPECT_EQ(told.code, exit_ok) << told.err;
  EXPECT_THAT(told.out, HasSubstr("\"authors\":1,\"posts\":10,"));
  EXPECT_THAT(told.out, HasSubstr("\"complete\":true"));
  for (const char* word : {"cuenta_simulada_7@", "@cuenta_simulada_7/", "users/cuenta_simulada_7/",
                           "Cuenta Simulada Nº 7", "simulado número 187"})
    EXPECT_EQ(files_with(word), std::vector<std::string>{}) << word;
  EXPECT_THAT(status(), HasSubstr("\"forgotten\":"));
  EXPECT_THAT(status(), HasSubstr("\"posts\":200"));
  EXPECT_EQ(clamor({"verify"}).code, exit_ok);
  EXPECT_THAT(clamor({"forget", canary, "--yes"}).out, HasSubstr("Nothing was kept"));
}

TEST_F(Care, ForgetSaysWhatItWouldDoAndDoesNothing) {
  save_and_close();
  const std::string before = clamor({"verify", "--dump"}).out;
  EXPECT_THAT(clamor({"forget", canary, "--dry-run"}).out, HasSubstr("accounts 1, posts 10."));
  EXPECT_THAT(clamor({"forget", "@nadie@uno.example", "--dry-run"}).out, HasSubstr("would be counted"));
  EXPECT_EQ(clamor({"verify", "--dump"}).out, before);
}

TEST_F(Care, ForgetNamesTheExportsThatStillNameTheAccount) {
  save_and_close();
  exported("posts", "names.csv", {"--identify", "--yes"});
  const Said told = clamor({"forget", canary, "--yes"});
  EXPECT_THAT(told.out, HasSubstr((folder_ / "names.csv").string()));
}

TEST_F(Care, ForgetCleansCopiesWhereTheyLieAndTheyStayWhatTheyWere) {
  save_and_close();
  fs::create_directory(folder_ / "far");
  const std::string far = (folder_ / "far/copy.db").string(), dump = clamor({"verify", "--dump"}).out;
  ASSERT_EQ(clamor({"backup", "--out", far}).code, exit_ok);
  ASSERT_EQ(clamor({"backup"}).code, exit_ok);
  ASSERT_EQ(clamor({"restore", "--force", far}).code, exit_ok);  // sets one aside
  const Said told = clamor({"--json", "forget", canary, "--yes"});
  EXPECT_EQ(told.code, exit_ok) << told.err;
  EXPECT_THAT(told.out, HasSubstr("\"copies\":[]"));
  EXPECT_THAT(told.out, HasSubstr(far));
  EXPECT_EQ(files_with("cuenta_simulada_7@"), std::vector<std::string>{});
  EXPECT_EQ(files_with("/cuenta_simulada_7/"), std::vector<std::string>{});
  EXPECT_EQ(clamor({"--db", far, "verify"}).code, exit_ok);
  const std::string now = clamor({"verify", "--dump"}).out;
  EXPECT_NE(now, dump);
  EXPECT_EQ(clamor({"--db", far, "verify", "--dump"}).out, now);
  EXPECT_FALSE(fs::exists(far + ".lock") || fs::exists(far + ".part"));
  ASSERT_EQ(clamor({"restore", "--force", far}).code, exit_ok);
  EXPECT_EQ(clamor({"verify", "--dump"}).out, now);
}

TEST_F(Care, CopiesThatCannotBeCleanedAreLeftAsTheyAreAndToldWithTheReason) {
  save_and_close();
  const std::string torn = (folder_ / "torn.db").string(), newer = (folder_ / "newer.db").string(),
                    others = (folder_ / "others.db").string(), gone = (folder_ / "stick" / "copy.db").string();
  fs::create_directory(folder_ / "stick");
  for (const std::string& copy : {torn, newer, others, gone})
    ASSERT_EQ(clamor({"backup", "--out", copy}).code, exit_ok);
  fs::remove_all(folder_ / "stick");
  fs::resize_file(torn, fs::file_size(torn) / 2);
  std::fstream(newer, std::ios::in | std::ios::out | std::ios::binary).seekp(60).write("\0\0\3\350", 4);
  std::fstream(others, std::ios::in | std::ios::out | std::ios::binary).seekp(68).write("None", 4);
  std::map<std::string, std::string> before;
  for (const std::string& copy : {torn, newer, others}) before[copy] = text_of(copy);

  const std::string told = clamor({"forget", canary, "--yes"}).out;
  EXPECT_THAT(told, HasSubstr(torn + " (damaged)"));
  EXPECT_THAT(told, HasSubstr(newer + " (written by a newer clamor)"));
  EXPECT_THAT(told, HasSubstr(others + " (not a whole database of clamor)"));
  EXPECT_THAT(told, HasSubstr(gone + " (its folder is not there just now)"));
  EXPECT_THAT(told, Not(HasSubstr("cleaned")));
  for (const auto& [copy, bytes] : before) EXPECT_EQ(text_of(copy), bytes) << copy;
}

TEST_F(Care, AFileThatIsRefusedAsAPlaceForACopyStaysSomebodyElses) {
  save_and_close();
  const fs::path thesis = folder_ / "thesis.odt", other = folder_ / "other.db";
  std::ofstream(thesis) << "three years of somebody's work";
  fs::copy_file(folder_ / "x.db", other);
  const std::string before = text_of(other);
  for (const fs::path& file : {thesis, other}) {
    EXPECT_NE(clamor({"backup", "--out", file.string()}).code, exit_ok);
    EXPECT_NE(clamor({"salvage", "--out", file.string()}).code, exit_ok);
  }
  EXPECT_EQ(clamor({"prune"}).code, exit_ok);
  EXPECT_EQ(text_of(other), before);
  EXPECT_EQ(clamor({"wipe", "--yes"}).code, exit_ok);
  EXPECT_EQ(text_of(other), before);
  EXPECT_EQ(text_of(thesis), "three years of somebody's work");
}

TEST_F(Care, ForgetGoesOnWhereAFolderCannotBeLookedIntoAndSaysSo) {
  save_and_close();
  fs::create_directory(folder_ / "far");
  const std::string far = (folder_ / "far/copy.db").string(), near = (folder_ / "near.db").string();
  for (const std::string& copy : {far, near}) ASSERT_EQ(clamor({"backup", "--out", copy}).code, exit_ok);
  fs::remove_all(folder_ / "far");
  fs::create_directory_symlink(folder_ / "far", folder_ / "far");  // cannot be looked into, even by root
  const Said told = clamor({"forget", canary, "--yes"});
  EXPECT_EQ(told.code, exit_ok) << told.err;
  EXPECT_THAT(told.out, HasSubstr(far + " (cannot be read or written)\n"));
  EXPECT_THAT(told.out, HasSubstr("cleaned in the same way:\n  " + near));
  EXPECT_EQ(files_with("cuenta_simulada_7@"), std::vector<std::string>{});
}

TEST_F(Care, ALinkInThePlaceOfACopyIsToldWithWhereItLeads) {
  save_and_close();
  const fs::path copy = folder_ / "copy.db", moved = folder_ / "moved.db";
  ASSERT_EQ(clamor({"backup", "--out", copy.string()}).code, exit_ok);
  fs::rename(copy, moved);
  fs::create_symlink("moved.db", copy);
  const std::string words = copy.string() + " (a link to " + moved.string() + ")";
  EXPECT_THAT(clamor({"forget", canary, "--yes"}).out, HasSubstr(words));
  EXPECT_NE(text_of(moved).find("cuenta_simulada_7@"), std::string::npos);
  const Said wiped = clamor({"wipe", "--yes"});
  EXPECT_EQ(wiped.code, exit_trouble);
  EXPECT_THAT(wiped.err, HasSubstr(words));
  EXPECT_TRUE(fs::exists(moved));
}

TEST_F(Care, ASecondNameOfACopyIsToldAsItStillHoldsEverything) {
  save_and_close();
  const fs::path copy = folder_ / "copy.db";
  ASSERT_EQ(clamor({"backup", "--out", copy.string()}).code, exit_ok);
  fs::create_hard_link(copy, folder_ / "second.db");
  EXPECT_THAT(clamor({"forget", canary, "--yes"}).out, HasSubstr(copy.string() + " (cleaned, but a second name"));
  EXPECT_EQ(files_with("cuenta_simulada_7@"), std::vector<std::string>{"second.db"});
}

TEST_F(Care, BackupsThatWereReplacedByNewerOnesAreNotLookedForOnADiskThatIsAway) {
  save_and_close();
  fs::create_directory(folder_ / "stick");
  const std::string stick = (folder_ / "stick").string(), old = stick + "/x-20200101T000000Z.backup.db";
  ASSERT_EQ(clamor({"backup", "--out", old}).code, exit_ok);
  ASSERT_EQ(clamor({"backup", "--out", stick, "--keep", "1"}).code, exit_ok);
  ASSERT_FALSE(fs::exists(old));
  fs::remove_all(stick);
  const std::string told = clamor({"forget", canary, "--yes"}).out;
  EXPECT_THAT(told, HasSubstr(".backup.db (its folder is not there just now)"));
  EXPECT_THAT(told, Not(HasSubstr(old)));
}

TEST_F(Care, ADatabaseThatIsNamedThroughALinkIsTheSame) {
  save_and_close();
  fs::create_directory(folder_ / "home");
  fs::create_symlink(folder_ / "x.db", folder_ / "home/link.db");
  const std::string link = (folder_ / "home/link.db").string(), copy = (folder_ / "copy.db").string();
  ASSERT_EQ(clamor({"--db", link, "backup", "--out", copy}).code, exit_ok);
  ASSERT_EQ(clamor({"--db", link, "backup"}).code, exit_ok);
  EXPECT_TRUE(fs::exists(folder_ / "x.db.copies"));
  EXPECT_THAT(clamor({"forget", canary, "--yes"}).out, HasSubstr(copy));
  EXPECT_EQ(files_with("cuenta_simulada_7@"), std::vector<std::string>{});
  EXPECT_EQ(clamor({"--db", link, "wipe", "--yes"}).code, exit_ok);
  EXPECT_EQ(files_with("cuenta_simulada_8@"), std::vector<std::string>{});
}

TEST_F(Care, SalvageBringsBackNobodyWhomTheOptOutListNames) {
  save_and_close();
  write_config("[privacy]\nopt_out = \"opt-out.txt\"\n");
  write_list(std::string(canary) + "\n");
  const std::string saved = (folder_ / "saved.db").string();
  const Said told = clamor({"--json", "salvage", "--out", saved});
  EXPECT_EQ(told.code, exit_ok) << told.err;
  EXPECT_THAT(told.out, HasSubstr("\"forgotten_known\":true"));
  EXPECT_EQ(text_of(saved).find("cuenta_simulada_7@"), std::string::npos);
  EXPECT_NE(text_of(saved).find("cuenta_simulada_8@"), std::string::npos);
}

TEST_F(Care, WipeNamesTheCopiesThatAreOutOfReachAndStillKnowsOfThem) {
  save_and_close();
  fs::create_directory(folder_ / "stick");
  const std::string copy = (folder_ / "stick/copy.db").string();
  ASSERT_EQ(clamor({"backup", "--out", copy}).code, exit_ok);
  fs::rename(folder_ / "stick", folder_ / "pocket");
  EXPECT_THAT(clamor({"wipe", "--dry-run"}).err, HasSubstr(copy));
  const Said told = clamor({"wipe", "--yes"});
  EXPECT_EQ(told.code, exit_trouble);
  EXPECT_THAT(told.err, HasSubstr("out of reach"));
  EXPECT_THAT(told.err, HasSubstr("  " + copy + " (its folder is not there just now)\n"));
  EXPECT_FALSE(fs::exists(folder_ / "x.db"));
  EXPECT_THAT(clamor({"--json", "wipe", "--yes"}).out, HasSubstr("\"out_of_reach\":[\"" + copy + "\"]"));
  fs::rename(folder_ / "pocket", folder_ / "stick");
  EXPECT_EQ(clamor({"wipe", "--yes"}).code, exit_ok);
  EXPECT_FALSE(fs::exists(copy));
  EXPECT_FALSE(fs::exists(folder_ / "x.db.copies"));
}

TEST_F(Care, PruneCleansCopiesEvenWhereTheDatabaseHasNothingOld) {
  save_and_close();
  const std::string copy = (folder_ / "copy.db").string();
  ASSERT_EQ(clamor({"backup", "--out", copy}).code, exit_ok);
  { storage::open_writer((folder_ / "x.db").string())->prune({}, SystemClock().now(), [] { return true; }); }
  EXPECT_THAT(clamor({"prune"}).out, HasSubstr(copy));
  EXPECT_EQ(files_with("texto simulado"), std::vector<std::string>{});
  EXPECT_EQ(clamor({"--db", copy, "verify"}).code, exit_ok);
  EXPECT_FALSE(storage::open_writer(copy)->pruned_at()) << "whoever restores it is cared for as before";
}

TEST_F(Care, ForgetTakesManyFromStandardInput) {
  save_and_close();
  const Said told = clamor({"--json", "forget", "-", "--yes"},
                           "# who wrote to us\r\n@cuenta_simulada_7@uno.example\r\n  \r\n"
                           "@cuenta_simulada_8@uno.example\n");
  EXPECT_THAT(told.out, HasSubstr("\"authors\":2,\"posts\":20,"));
}

TEST_F(Care, ForgetRefusesWhatNamesNobodyWithWhatHelps) {
  save_and_close();
  EXPECT_THAT(clamor({"forget", "https://uno.example", "--yes"}).err, HasSubstr("@name@server"));
  EXPECT_THAT(clamor({"forget", "nadie.bsky.social", "--yes"}).err, HasSubstr("Nothing is kept of"));
  EXPECT_EQ(clamor({"forget"}).code, exit_config);
}

TEST_F(Care, ForgetWaitsForNobodyWhoStillWrites) {
  save_campaign();
  EXPECT_THAT(clamor({"forget", canary, "--yes"}).err, HasSubstr("is being written by another clamor"));
}

TEST_F(Care, PruneTakesOldTextsFromEveryFile) {
  save_and_close();
  EXPECT_FALSE(files_with("texto simulado").empty());
  EXPECT_THAT(clamor({"--json", "prune", "--dry-run"}).out, HasSubstr("\"texts\":199,"));
  EXPECT_FALSE(files_with("texto simulado").empty());
  EXPECT_THAT(clamor({"--json", "prune"}).out, HasSubstr("\"texts\":199,"));
  EXPECT_EQ(files_with("texto simulado"), std::vector<std::string>{});
  EXPECT_EQ(clamor({"verify"}).code, exit_ok);
  EXPECT_THAT(clamor({"prune"}).out, HasSubstr("Nothing is older"));
}

TEST_F(Care, PruneTakesAllNamesOfACampaignThatBecameSensitiveAndNamesItsCopies) {
  save_and_close();
  exported("posts", "names.csv", {"--identify", "--yes"});
  ASSERT_EQ(clamor({"backup"}).code, exit_ok);
  write_config("[privacy]\npreset = \"sensitive\"\n");
  const std::string trial = clamor({"prune", "--dry-run"}).out;
  EXPECT_THAT(trial, HasSubstr("names, addresses and links would go"));
  EXPECT_THAT(trial, Not(HasSubstr("gone")));
  EXPECT_FALSE(files_with("cuenta_simulada_7@").empty());
  EXPECT_THAT(clamor({"prune"}).out, HasSubstr((folder_ / "names.csv").string()));
  EXPECT_EQ(files_with("cuenta_simulada_7@"), std::vector<std::string>{"names.csv"});
  EXPECT_EQ(clamor({"verify"}).code, exit_ok);
}

TEST_F(Care, AnEntryOfTheOptOutListErasesWhatIsThere) {
  write_config("[privacy]\nopt_out = \"opt-out.txt\"\n");
  write_list("# who asked us\n@cuenta_simulada_7@uno.example\n");
  save_and_close();
  EXPECT_THAT(clamor({"--json", "prune"}).out, HasSubstr("\"opted_out\":10,"));
  EXPECT_EQ(files_with("cuenta_simulada_7@"), std::vector<std::string>{});
  EXPECT_THAT(status(), HasSubstr("\"opted_out\":10"));
  EXPECT_EQ(clamor({"verify"}).code, exit_ok);
}

TEST_F(Care, AMergeBringsNobodyWhomTheOptOutListNames) {
  save_and_close();
  for (const auto& entry : fs::directory_iterator(folder_))
    if (entry.path().filename().string().starts_with("x.db."))
      fs::remove(entry.path());
  fs::rename(folder_ / "x.db", folder_ / "partner.db");
  write_config("[privacy]\nopt_out = \"opt-out.txt\"\n");
  write_list("@cuenta_simulada_7@uno.example\n");
  const std::string partner = (folder_ / "partner.db").string();
  const Said told = clamor({"--json", "merge", partner});
  EXPECT_EQ(told.code, exit_ok) << told.err;
  EXPECT_THAT(told.out, HasSubstr("\"opted_out\":10,\"complete\":true"));
  for (const char* word : {"cuenta_simulada_7@", "simulado número 187"})
    EXPECT_EQ(files_with(word), std::vector<std::string>{"partner.db"}) << word;
  EXPECT_THAT(status(), HasSubstr("\"posts\":200"));
  EXPECT_THAT(status(), HasSubstr("\"opted_out\":10"));
  EXPECT_EQ(clamor({"verify"}).code, exit_ok);
  EXPECT_THAT(clamor({"merge", partner}).out, HasSubstr("opt-out list, which stay as numbers without a name: 10."));
}

TEST_F(Care, AnEntryAddedBeforeAMergeErasesWhatIsHereToo) {
  save_and_close();
  fs::copy_file(folder_ / "x.db", folder_ / "partner.db");
  ASSERT_EQ(clamor({"search", "simulado"}).code, exit_ok);
  write_config("[privacy]\nopt_out = \"opt-out.txt\"\n");
  write_list("@cuenta_simulada_7@uno.example\n");
  EXPECT_EQ(clamor({"merge", (folder_ / "partner.db").string()}).code, exit_ok);
  for (const char* word : {"cuenta_simulada_7@", "simulado número 187"})
    EXPECT_EQ(files_with(word), std::vector<std::string>{"partner.db"}) << word;
  EXPECT_FALSE(fs::exists(folder_ / "x.db.search")) << "words of what was erased stand there";
}

TEST_F(Care, AListThatOthersCanReadOrThatNamesNobodyIsAMistakeWithItsLine) {
  write_config("[privacy]\nopt_out = \"opt-out.txt\"\n");
  EXPECT_THAT(clamor({"status"}).err, HasSubstr("cannot be read"));
  write_list("@a@b.example\nnot one word\n");
  EXPECT_THAT(clamor({"status"}).err, HasSubstr("line 2 of"));
  write_list("@a@b.example\n", false);
  EXPECT_THAT(clamor({"status"}).err, HasSubstr("chmod 600"));
}

TEST_F(Care, WipeLeavesNoFileOfTheDatabaseNorItsExports) {
  save_and_close();
  exported("posts", "names.csv", {"--identify", "--yes"});
  ASSERT_EQ(clamor({"backup"}).code, exit_ok);
  EXPECT_EQ(clamor({"wipe"}).code, exit_config);
  EXPECT_THAT(clamor({"wipe", "--dry-run"}).out, HasSubstr("names.csv"));
  ASSERT_TRUE(fs::exists(folder_ / "x.db"));
  const Said told = clamor({"wipe", "--yes"});
  EXPECT_EQ(told.code, exit_ok) << told.err;
  EXPECT_THAT(told.out, HasSubstr("SSD"));
  for (const auto& entry : fs::recursive_directory_iterator(folder_))
    if (entry.is_regular_file()) {
      EXPECT_EQ(entry.path().filename(), "clamor.toml") << entry.path();
    }
  EXPECT_THAT(clamor({"wipe", "--yes"}).out, HasSubstr("nothing to wipe"));
}

// Everything the program ever wrote of these people, killed halfway or not, wherever it was put.
TEST_F(Care, WipeFindsWhatOtherCommandsLeftElsewhere) {
  save_and_close();
  fs::create_directories(folder_ / "far");
  const auto far = [&](const char* name) { return (folder_ / "far" / name).string(); };
  const auto leave = [&](const fs::path& file) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "cuenta_simulada_7@";
  };
  ASSERT_EQ(clamor({"export", "--what", "posts", "--out", far("posts.csv"), "--identify", "--yes"}).code,
            exit_ok);
  ASSERT_EQ(clamor({"backup", "--out", far("copy.db")}).code, exit_ok);
  ASSERT_EQ(clamor({"salvage", "--out", far("saved.db")}).code, exit_ok);
  ASSERT_EQ(clamor({"restore", "--force", far("copy.db")}).code, exit_ok);
  leave(far(".posts.csv.a1B2c3"));
  leave(far("copy.db.part"));
  ASSERT_EQ(clamor({"salvage", "--out", far("killed.db")}).code, exit_ok);
  for (const char* kept : {"killed.db", "killed.db.lock"}) fs::remove(far(kept));
  leave(far("killed.db.rows"));
  leave(far("saved.db.rows.schema7.bak"));
  leave(folder_ / "tmp" / ".clamor-export.a1B2c3");
  leave(folder_ / "tmp" / "clamor-import-a1B2c3" / "trial.db");
  leave(folder_ / "XDG_CONFIG_HOME" / "clamor" / "columns" / "0123456789abcdef.toml");
  const fs::path kept =
      folder_ / "far" / "kept-open";  // another name of a file shows whether it was overwritten
  fs::create_hard_link(far("posts.csv"), kept);
  ASSERT_GT(files_with("cuenta_simulada_7@").size(), 9u);
  const Said told = clamor({"wipe", "--yes"});
  EXPECT_EQ(told.code, exit_ok) << told.err;
  EXPECT_EQ(files_with("cuenta_simulada_7@"), std::vector<std::string>{});
  EXPECT_GT(fs::file_size(kept), 1'000u);
  fs::remove(kept);
  for (const auto& entry : fs::recursive_directory_iterator(folder_))
    if (entry.is_regular_file()) {
      EXPECT_EQ(entry.path().filename(), "clamor.toml") << entry.path();
    }
}

TEST_F(Care, WipeGoesOnWhereOneFileStaysAndStillKnowsTheRestTheNextTime) {
  save_and_close();
  fs::create_directories(folder_ / "far");
  exported("posts", "far/names.csv", {"--identify", "--yes"});
  exported("posts", "more.csv", {"--identify", "--yes"});
  fs::create_directory(folder_ / "x.db.search");
  fs::rename(folder_ / "far", folder_ / "stick");
  fs::create_directory_symlink(folder_ / "far", folder_ / "far");  // cannot be looked into, even by root
  const Said told = clamor({"wipe", "--yes"});
  EXPECT_EQ(told.code, exit_trouble);
  EXPECT_THAT(told.err, HasSubstr("still there"));
  EXPECT_THAT(told.err, HasSubstr((folder_ / "x.db.search").string()));
  EXPECT_THAT(told.err, HasSubstr((folder_ / "far/names.csv").string()));
  EXPECT_THAT(told.out, Not(HasSubstr("names.csv")));
  EXPECT_THAT(told.out, HasSubstr((folder_ / "more.csv").string()));
  EXPECT_EQ(files_with("cuenta_simulada_7@"), std::vector<std::string>{"names.csv"});
  EXPECT_THAT(clamor({"--json", "wipe", "--yes"}).out, HasSubstr("\"stay\":[\"" + (folder_ / "x.db.search").string()));
  fs::remove(folder_ / "far");
  fs::rename(folder_ / "stick", folder_ / "far");
  fs::remove(folder_ / "x.db.search");
  EXPECT_EQ(clamor({"wipe", "--yes"}).code, exit_ok);
  EXPECT_EQ(files_with("names.csv"), std::vector<std::string>{});
  EXPECT_FALSE(fs::exists(folder_ / "far/names.csv"));
  EXPECT_FALSE(fs::exists(folder_ / "x.db.copies"));
}

TEST_F(Care, ACopyThatCannotBeNotedIsMadeAndToldOf) {
  save_and_close();
  fs::create_directory(folder_ / "x.db.copies");
  const std::string place = (folder_ / "copy.db").string();
  const Said told = clamor({"backup", "--out", place});
  EXPECT_EQ(told.code, exit_ok) << told.err;
  EXPECT_THAT(told.err, HasSubstr("will not know of " + place));
  EXPECT_TRUE(fs::exists(place));
  EXPECT_THAT(clamor({"--lang", "es", "backup", "--out", place + "2"}).err, HasSubstr("no sabrán de " + place));
}

TEST_F(Care, WipeLeavesAloneWhatIsNoDatabaseOfOurs) {
  const fs::path thesis = folder_ / "thesis.odt";
  std::ofstream(thesis) << "three years of somebody's work";
  for (const char* how : {"--dry-run", "--yes"}) {
    const Said told = clamor({"--db", thesis.string(), "wipe", how});
    EXPECT_EQ(told.code, exit_trouble);
    EXPECT_THAT(told.err, HasSubstr("not a database of clamor"));
  }
  EXPECT_EQ(text_of(thesis), "three years of somebody's work");
  EXPECT_FALSE(fs::exists(folder_ / "thesis.odt.lock"));
}

TEST_F(Care, WipeGoesOnAfterOneThatWasKilledAndTakesADamagedDatabase) {
  save_and_close();
  std::fstream(folder_ / "x.db", std::ios::in | std::ios::out) << std::string(5'000, '\0');
  EXPECT_EQ(clamor({"wipe", "--yes"}).code, exit_ok);
  EXPECT_FALSE(fs::exists(folder_ / "x.db"));
  writer();
  save_and_close();
  std::fstream damaged(folder_ / "x.db", std::ios::in | std::ios::out);
  damaged.seekp(100) << std::string(3'000, 'x');
  damaged.close();
  EXPECT_EQ(clamor({"wipe", "--yes"}).code, exit_ok);
  EXPECT_FALSE(fs::exists(folder_ / "x.db"));
}

TEST_F(Care, WipeNeedsNoCampaignFileForADatabaseThatIsNamed) {
  save_and_close();
  write_config("[nonsense]\n");
  EXPECT_THAT(clamor({"wipe", "--yes"}).err, HasSubstr("--db FILE wipe"));
  EXPECT_EQ(clamor({"--db", (folder_ / "x.db").string(), "wipe", "--yes"}).code, exit_ok);
  EXPECT_EQ(files_with("cuenta_simulada"), std::vector<std::string>{});
}

TEST_F(Care, WipeIsRefusedWhileSomebodyWrites) {
  save_campaign();
  EXPECT_NE(clamor({"wipe", "--yes"}).code, exit_ok);
  EXPECT_TRUE(fs::exists(folder_ / "x.db"));
}

TEST_F(Care, ASensitiveCampaignKeepsNeitherTextsNorNames) {
  writer();
  writer_.reset();
  writer_ = storage::open_writer((folder_ / "x.db").string());
  storage::CampaignSetup setup{
      "Campaña simulada",
      "America/Mexico_City",
      {{"freethemall", "FreeThemAll", {}, {}}, {"viralicemos", "Viralicemos", {}, {}}},
      {{"uno", "mastodon", "https://uno.example", Network::fediverse}},
      {},
      true};
  writer_->set_campaign(setup, campaign_start);
  save_and_close();
  for (const char* word : {"cuenta_simulada", "Cuenta Simulada", "texto simulado", "104000000"})
    EXPECT_EQ(files_with(word), std::vector<std::string>{}) << word;
  EXPECT_THAT(status(), HasSubstr("\"posts\":200"));
  EXPECT_THAT(status(), HasSubstr("\"authors\":20"));
  EXPECT_EQ(clamor({"verify"}).code, exit_ok);
}

// Its next collection sees to it, although the care of the day was done a minute before.
TEST_F(Care, ACampaignThatBecomesSensitiveLosesWhatItHadAndCountsTheSame) {
  save_campaign();
  const auto always = [] { return true; };
  writer().prune({}, campaign_start, always);
  ASSERT_EQ(clamor({"search", "simulado"}).code, exit_ok);
  const std::string before = status();
  storage::CampaignSetup setup{
      "Campaña simulada",
      "America/Mexico_City",
      {{"freethemall", "FreeThemAll", {}, {}}, {"viralicemos", "Viralicemos", {}, {}}},
      {{"uno", "mastodon", "https://uno.example", Network::fediverse}},
      {},
      true};
  const UtcTime soon = campaign_start + std::chrono::minutes{1};
  writer().set_campaign(setup, soon);
  care_daily({}, writer(), soon, always);
  EXPECT_FALSE(fs::exists(folder_ / "x.db.search"));
  for (const char* word : {"cuenta_simulada", "Cuenta Simulada", "texto simulado", "104000000"})
    EXPECT_EQ(files_with(word), std::vector<std::string>{}) << word;
  const std::string after = status();
  const auto counts = [](const std::string& line) {
    return line.substr(line.find("\"posts\""), line.find("\"first_post\"") - line.find("\"posts\""));
  };
  EXPECT_EQ(counts(after), counts(before));
  EXPECT_EQ(clamor({"verify"}).code, exit_ok);
}

TEST_F(Care, WhatAKilledForgetLeftIsGoneAtTheNextCollectionNotADayLater) {
  save_campaign();
  const auto always = [] { return true; };
  writer().prune({}, campaign_start, always);
  ASSERT_EQ(clamor({"search", "simulado"}).code, exit_ok);
  writer().forget({{Network::fediverse, "cuenta_simulada_7@uno.example"}}, campaign_start);  // killed before scrub()
  ASSERT_TRUE(fs::exists(folder_ / "x.db.search"));
  care_daily({}, writer(), campaign_start + std::chrono::minutes{1}, always);
  EXPECT_FALSE(fs::exists(folder_ / "x.db.search")) << "the words of the forgotten stand there";
}

// ---- the disk ----------------------------------------------------------------------------------------

class Disk : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "clamor-disk-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { fs::remove_all(root_); }
  void put(const std::string& file, const std::string& text) {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text << '\n';
  }
  void mounted(const std::string& device, const std::string& kind) {
    put("proc/self/mountinfo", "22 1 " + device + " / / rw,relatime shared:1 - " + kind + " /dev/none rw");
  }
  void device(const std::string& number, const std::string& path) {
    fs::create_directories(root_ / "sys/devices" / path);
    fs::create_directories(root_ / "sys/dev/block");
    fs::create_symlink(root_ / "sys/devices" / path, root_ / "sys/dev/block" / number);
  }
  Encryption here() { return encryption_of(root_, root_); }
  fs::path root_;
};

TEST_F(Disk, WithLuksUnderTheFileSystemOrUnderItsVolumeIsEncrypted) {
  mounted("253:0", "ext4");
  device("253:0", "dm-0");
  put("sys/devices/dm-0/dm/uuid", "CRYPT-LUKS2-0123-home");
  EXPECT_EQ(here(), Encryption::disk);
  put("sys/devices/dm-0/dm/uuid", "LVM-abc");
  fs::create_directories(root_ / "sys/devices/dm-0/slaves");
  put("sys/devices/dm-1/dm/uuid", "CRYPT-LUKS1-4567-disk");
  fs::create_symlink(root_ / "sys/devices/dm-1", root_ / "sys/devices/dm-0/slaves/dm-1");
  EXPECT_EQ(here(), Encryption::disk);
}

TEST_F(Disk, OfWhichOneHalfIsPlainIsNot) {
  mounted("253:0", "ext4");
  device("253:0", "dm-0");
  put("sys/devices/dm-0/dm/uuid", "LVM-abc");
  fs::create_directories(root_ / "sys/devices/dm-0/slaves");
  put("sys/devices/dm-1/dm/uuid", "CRYPT-LUKS1-4567-disk");
  fs::create_directories(root_ / "sys/devices/sdb");
  fs::create_symlink(root_ / "sys/devices/dm-1", root_ / "sys/devices/dm-0/slaves/dm-1");
  fs::create_symlink(root_ / "sys/devices/sdb", root_ / "sys/devices/dm-0/slaves/sdb");
  EXPECT_EQ(here(), Encryption::none);
}

TEST_F(Disk, WithoutAnyIsToldAndWhatIsNotKnownIsNotGuessed) {
  mounted("8:1", "ext4");
  device("8:1", "sda/sda1");
  put("sys/devices/sda/sda1/partition", "1");
  EXPECT_EQ(here(), Encryption::none);
  mounted("0:44", "nfs4");
  EXPECT_EQ(here(), Encryption::unknown);
  mounted("0:45", "ecryptfs");
  EXPECT_EQ(here(), Encryption::folder);
  mounted("0:46", "tmpfs");
  EXPECT_EQ(here(), Encryption::memory);
  fs::remove(root_ / "proc/self/mountinfo");
  EXPECT_EQ(here(), Encryption::unknown);
}

}  // namespace
}  // namespace clamor::cli::test
