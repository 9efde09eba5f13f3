// `backup` and `restore` as a person types them.
#include "tests/cli/export_world.hpp"

namespace clamor::cli::test {
namespace {

using ::testing::HasSubstr;

class BackupCommand : public Export {
 protected:
  std::vector<fs::path> copies() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder_))
      if (entry.path().string().ends_with(".backup.db")) found.push_back(entry.path());
    return found;
  }
};

TEST_F(BackupCommand, MakesADatedCopyThatRestoreBringsBack) {
  save_campaign();
  writer_.reset();
  const Said made = clamor({"backup", "--json"});
  ASSERT_EQ(made.code, exit_ok) << made.err;
  ASSERT_EQ(copies().size(), 1u);
  EXPECT_THAT(made.out, HasSubstr(copies().front().string()));
  const std::string before = clamor({"verify", "--dump"}).out;
  fs::remove(folder_ / "x.db");
  const Said back = clamor({"restore", copies().front().string()});
  ASSERT_EQ(back.code, exit_ok) << back.err;
  EXPECT_EQ(clamor({"verify", "--dump"}).out, before);
}

TEST_F(BackupCommand, RestoreRefusesToLoseWhatCameLaterAndSaysHowToInsist) {
  save_campaign();
  ASSERT_EQ(clamor({"backup", "--out", (folder_ / "copy.db").string()}).code, exit_ok);
  save(page_of({post_of(900'000, 3, {})}));
  writer_.reset();
  const Said refused = clamor({"restore", (folder_ / "copy.db").string()});
  EXPECT_EQ(refused.code, exit_config);
  EXPECT_THAT(refused.err, HasSubstr("copy.db: the database in use holds more than this copy"));
  EXPECT_THAT(refused.err, HasSubstr("--force"));
  const Said done = clamor({"restore", "--force", "--json", (folder_ / "copy.db").string()});
  ASSERT_EQ(done.code, exit_ok) << done.err;
  EXPECT_THAT(done.out, HasSubstr("x.db.aside-"));
}

TEST_F(BackupCommand, RestoreSaysHowManyDidNotComeBackAndWhenNobodyKnows) {
  save_campaign();
  writer_.reset();
  const std::string copy = (folder_ / "moved.db").string();
  ASSERT_EQ(clamor({"backup", "--out", (folder_ / "copy.db").string()}).code, exit_ok);
  fs::rename(folder_ / "copy.db", copy);  // forget cleans those that lie where they were put
  ASSERT_EQ(clamor({"forget", "@cuenta_simulada_7@uno.example", "--yes"}).code, exit_ok);
  EXPECT_THAT(clamor({"--json", "restore", "--force", copy}).out,
              HasSubstr("\"authors_kept_away\":1,\"posts_kept_away\":10,\"forgotten_known\":true"));
  EXPECT_EQ(clamor({"verify", "--dump"}).out.find("cuenta_simulada_7@"), std::string::npos);
  EXPECT_THAT(clamor({"restore", "--force", copy}).out, HasSubstr("accounts 1, posts 10."));
  fs::remove(folder_ / "x.db");
  EXPECT_THAT(clamor({"restore", copy}).out, HasSubstr("`clamor forget` them again"));
}

TEST_F(BackupCommand, AsksForTheFileThatIsMissing) {
  EXPECT_EQ(clamor({"restore"}).code, exit_config);
  const Said said = clamor({"restore", "nowhere.db"});
  EXPECT_EQ(said.code, exit_trouble);
  EXPECT_THAT(said.err, HasSubstr("there is no file"));
  EXPECT_THAT(clamor({"backup", "--keep", "0"}).err, HasSubstr("--keep"));
}

TEST_F(BackupCommand, MergeBringsInWhatAPartnerHas) {
  save_campaign();
  writer_.reset();
  ASSERT_EQ(clamor({"backup", "--out", (folder_ / "partner.db").string()}).code, exit_ok);
  {
    const auto partner = storage::open_writer((folder_ / "partner.db").string());
    const PreparedPage more = page_of({post_of(900'000, 3, {})});
    partner->save(std::span(&more, 1));
  }
  const Said merged = clamor({"merge", "--json", (folder_ / "partner.db").string()});
  ASSERT_EQ(merged.code, exit_ok) << merged.err;
  EXPECT_THAT(merged.out, HasSubstr("\"posts\":201,\"new_posts\":1,"));
  EXPECT_EQ(clamor({"verify"}).code, exit_ok);
  EXPECT_EQ(clamor({"merge", (folder_ / "x.db").string()}).code, exit_trouble) << "with itself";
  EXPECT_EQ(clamor({"merge"}).code, exit_config);
}

TEST_F(BackupCommand, SalvageSavesWhatCanBeReadAndMergeBringsItBack) {
  save_campaign();
  writer_.reset();
  ASSERT_EQ(clamor({"backup", "--out", (folder_ / "broken.db").string()}).code, exit_ok);
  {
    std::fstream file(folder_ / "broken.db", std::ios::in | std::ios::out | std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const std::size_t text = bytes.find("texto simulado");  // a page of posts
    ASSERT_NE(text, std::string::npos);
    file.clear();
    file.seekp(static_cast<std::streamoff>(text / 8192 * 8192));
    file << std::string(8192, '\xa5');
  }
  const Said said =
      clamor({"salvage", (folder_ / "broken.db").string(), "--out", (folder_ / "saved.db").string()});
  ASSERT_EQ(said.code, exit_ok) << said.err;
  EXPECT_THAT(said.out, HasSubstr("could not be read"));
  ASSERT_EQ(clamor({"merge", (folder_ / "saved.db").string()}).code, exit_ok);
  EXPECT_EQ(clamor({"verify"}).code, exit_ok);
}

}  // namespace
}  // namespace clamor::cli::test
