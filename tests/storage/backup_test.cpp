// Copies of a database, and bringing one back.
#include <sys/stat.h>

#include <fstream>
#include <set>

#include "storage/backup.hpp"
#include "tests/storage/disk.hpp"
#include "tests/storage/raw.hpp"
#include "tests/storage/refusal.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace fs = std::filesystem;

class Backup : public ::testing::Test {
 protected:
  std::string database() const { return folder_.database(); }
  fs::path copy(const std::string& name = "copy.db") const { return folder_.path() / name; }

  std::unique_ptr<Writer> collected(int from = 1, int to = 200) {
    auto writer = open_writer(database());
    writer->set_campaign(campaign(), start);
    for (int i = from; i <= to; ++i)
      save(*writer, page({with_counts(post(i, {"FreeThemAll"}, i % 9, i), i, 1)}));
    return writer;
  }
  static std::string dump_of(const fs::path& file) {
    const auto reader = open_reader(file.string());
    EXPECT_EQ(reader->verify(), std::vector<std::string>{});
    return dump(*reader);
  }
  Restored brought_back(bool force, const OptOut& opt_out = {}) {
    return restore(database(), copy(), campaign(), opt_out, force, at_minute(900));
  }
  // Files of the folder that hold these bytes, the copy itself aside.
  std::vector<std::string> files_with(const std::string& bytes) const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      std::ostringstream all;
      all << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      if (entry.path() != copy() && all.str().find(bytes) != std::string::npos)
        found.push_back(entry.path().filename().string());
    }
    return found;
  }

  std::set<std::string> names_with_part() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      if (const std::string name = entry.path().filename(); name.find(".part") != std::string::npos)
        names.insert(name);
    return names;
  }

  TempFolder folder_;
};

TEST_F(Backup, IsMadeWhileACollectorWritesAndHoldsOneMoment) {
  const auto writer = collected();
  const std::string before = dump_of(database());
  int asked = 0, more = 1000;
  ASSERT_TRUE(back_up(database(), copy(), [&](double) {
    ++asked;
    save(*writer, page({post(++more)}));
    return true;
  }));
  EXPECT_GT(asked, 0);
  EXPECT_EQ(dump_of(copy()), before);
  EXPECT_NE(dump_of(database()), before);
}

TEST_F(Backup, IsASingleFileOfItsOwnerAlone) {
  collected();
  ASSERT_TRUE(back_up(database(), copy()));
  struct stat info {};
  ASSERT_EQ(::stat(copy().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_.path()))
    if (const std::string name = entry.path().filename(); name.starts_with("copy")) names.insert(name);
  EXPECT_EQ(names, std::set<std::string>{"copy.db"});
  EXPECT_EQ(Raw(copy().string()).text("PRAGMA journal_mode"), "delete");
}

TEST_F(Backup, ThatIsStoppedLeavesNothing) {
  collected();
  EXPECT_FALSE(back_up(database(), copy(), [](double) { return false; }));
  EXPECT_FALSE(fs::exists(copy()));
  EXPECT_FALSE(fs::exists(copy("copy.db.part")));
}

TEST_F(Backup, NeverReplacesAFile) {
  collected();
  std::ofstream(copy()) << "somebody's";
  EXPECT_EQ(refusal([&] { back_up(database(), copy()); }), StorageError::Kind::refused);
  EXPECT_EQ(fs::file_size(copy()), 10u);
}

TEST_F(Backup, OfWhatDoesNotAgreeWithItselfIsNotKept) {
  collected();
  Raw(database()).run("UPDATE rollup SET posts = posts + 1");
  EXPECT_EQ(refusal([&] { back_up(database(), copy()); }), StorageError::Kind::damaged);
  EXPECT_FALSE(fs::exists(copy()));
}

TEST_F(Backup, OnlyTheNewestDatedOnesStay) {
  collected();
  for (int day = 0; day < 4; ++day)
    ASSERT_TRUE(
        back_up(database(), dated_backup(database(), folder_.path(), start + Millis{day * 86'400'000})));
  std::ofstream(copy("clamor-notes.backup.db")) << "not ours";
  const auto removed = keep_newest_backups(database(), folder_.path(), 2);
  EXPECT_EQ(removed.size(), 2u);
  EXPECT_FALSE(fs::exists(copy("clamor-20231114T221320Z.backup.db")));
  EXPECT_TRUE(fs::exists(copy("clamor-20231117T221320Z.backup.db")));
  EXPECT_TRUE(fs::exists(copy("clamor-notes.backup.db")));
  EXPECT_TRUE(fs::exists(database()));
}

TEST_F(Backup, BroughtBackIsWhatItWas) {
  collected();
  ASSERT_TRUE(back_up(database(), copy()));
  const std::string then = dump_of(copy());
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(database() + suffix);
  EXPECT_FALSE(brought_back(false).set_aside);
  EXPECT_EQ(dump_of(database()), then);
  save(*open_writer(database()), page({post(7777)}));
  EXPECT_EQ(dump_of(copy()), then) << "the copy itself is never written";
}

// A copy that cannot be cleared of whom the database in use has forgotten.
TEST_F(Backup, ThatFailsOnItsWayBackLeavesNothingBesideTheDatabase) {
  const AuthorKey gone = author_key(3);
  auto writer = collected();
  ASSERT_TRUE(back_up(database(), copy()));
  writer->forget({gone}, at_minute(800));
  writer.reset();
  Raw(copy().string()).run("CREATE TRIGGER t BEFORE UPDATE ON post BEGIN SELECT RAISE(ABORT, 'no'); END");
  const std::string before = dump_of(database());
  EXPECT_ANY_THROW(brought_back(true));
  EXPECT_EQ(dump_of(database()), before);
  for (const auto& entry : fs::directory_iterator(folder_.path()))
    EXPECT_EQ(entry.path().filename().string().find(".part"), std::string::npos) << entry.path();
}

TEST_F(Backup, DoesNotTakeThePlaceOfMoreUnlessToldTo) {
  collected(1, 50);
  ASSERT_TRUE(back_up(database(), copy()));
  collected(51, 60);
  const std::string newer = dump_of(database()), then = dump_of(copy());
  EXPECT_EQ(refusal([&] { brought_back(false); }), StorageError::Kind::refused);
  EXPECT_EQ(dump_of(database()), newer);
  const auto aside = brought_back(true).set_aside;
  EXPECT_EQ(dump_of(database()), then);
  ASSERT_TRUE(aside);
  EXPECT_EQ(dump_of(*aside), newer);
}

TEST_F(Backup, TakesThePlaceOfALogThatIsNotOfIt) {
  auto writer = collected(1, 50);
  ASSERT_TRUE(back_up(database(), copy()));
  for (int i = 60; i < 70; ++i) save(*writer, page({post(i)}));
  // As after a power cut: what was written last stands in the log alone.
  fs::copy_file(database() + "-wal", copy("kept-wal"));
  writer.reset();
  fs::copy_file(copy("kept-wal"), database() + "-wal");
  brought_back(true);
  EXPECT_EQ(dump_of(database()), dump_of(copy()));
  EXPECT_FALSE(fs::exists(database() + "-wal"));
}

TEST_F(Backup, DoesNotTakeALogThatWasLeftAloneForItsOwn) {
  collected(1, 50);
  ASSERT_TRUE(back_up(database(), copy()));
  const std::string then = dump_of(copy());
  const auto writer = open_writer(folder_.database("other.db"));
  writer->set_campaign(campaign(), start);
  for (const int number : {1, 2}) save(*writer, page({post(number)}));  // the second goes to the log
  fs::remove(database());
  fs::copy_file(folder_.database("other.db") + "-wal", database() + "-wal",
                fs::copy_options::overwrite_existing);
  const auto aside = brought_back(false).set_aside;
  EXPECT_EQ(dump_of(database()), then);
  ASSERT_TRUE(aside);
  EXPECT_TRUE(fs::exists(*aside)) << "the log is kept too";
}

TEST_F(Backup, TakesNothingOverFromAMakerThatWasKilled) {
  auto writer = collected(1, 50);
  for (const char* ending : {"", "-wal"}) fs::copy_file(database() + ending, copy("torn").string() + ending);
  const auto leave = [&](const fs::path& part) {
    for (const char* ending : {"", "-wal"})
      fs::copy_file(copy("torn").string() + ending, part.string() + ending);
    std::ofstream(part.string() + "-journal") << std::string(9000, 'x');
    std::ofstream(part.string() + ".lock") << 1;
  };
  leave(copy("copy.db.part"));
  ASSERT_TRUE(back_up(database(), copy()));
  writer.reset();
  leave(database() + ".part");
  brought_back(true);
  EXPECT_EQ(dump_of(database()), dump_of(copy()));
  EXPECT_EQ(names_with_part(), std::set<std::string>{});
}

TEST_F(Backup, ThatCannotBeBroughtBackToTheEndChangesNothingAndLeavesNothing) {
  collected(1, 20);
  ASSERT_TRUE(back_up(database(), copy()));
  open_writer(database())->forget({author_key(3)}, at_minute(800));
  OptOut list;
  list.accounts = {*read_account("@cuenta_simulada_5@uno.example")};
  int failed = 0;
  for (const int code : {13, 10 | (3 << 8)}) {  // full; EIO
    const std::string before = dump_of(database());
    for (DiskFault fault{DiskFault::write, code, 1, true};; fault.at += 17, ++failed) {
      Disk disk;
      disk.fail(fault);
      try {
        brought_back(true, list);
        break;
      } catch (const StorageError&) {
      }
      disk.heal();
      ASSERT_EQ(names_with_part(), std::set<std::string>{}) << fault.at;
      ASSERT_TRUE(dump_of(database()) == before) << fault.at;
    }
  }
  EXPECT_GT(failed, 10);
}

TEST_F(Backup, BroughtBackTwiceLeavesAllThatWasSetAside) {
  collected();
  ASSERT_TRUE(back_up(database(), copy()));
  const auto first = brought_back(true).set_aside, second = brought_back(true).set_aside;
  ASSERT_TRUE(first && second);
  EXPECT_NE(*first, *second);
  EXPECT_TRUE(fs::exists(*first));
  EXPECT_TRUE(fs::exists(*second));
}

TEST_F(Backup, IsNotBroughtBackUnderARunningCollector) {
  const auto writer = collected();
  ASSERT_TRUE(back_up(database(), copy()));
  EXPECT_EQ(refusal([&] { brought_back(true); }), StorageError::Kind::locked);
}

TEST_F(Backup, ThatIsDamagedReplacesNothing) {
  collected();
  ASSERT_TRUE(back_up(database(), copy()));
  const std::string before = dump_of(database());
  {
    std::fstream file(copy(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(fs::file_size(copy()) / 2));
    file << std::string(20'000, '\x5a');
  }
  EXPECT_EQ(refusal([&] { brought_back(true); }), StorageError::Kind::damaged);
  EXPECT_EQ(dump_of(database()), before);
}

TEST_F(Backup, OfSimulatedDataDoesNotTakeThePlaceOfRealOnes) {
  open_writer(copy().string(), "red simulada 1")->set_campaign(campaign(), start);
  collected();
  EXPECT_EQ(refusal([&] { brought_back(false); }), StorageError::Kind::refused);
}

TEST_F(Backup, TakesThePlaceOfADamagedDatabase) {
  collected();
  ASSERT_TRUE(back_up(database(), copy()));
  std::ofstream(database(), std::ios::binary) << std::string(100'000, 'x');
  const auto aside = brought_back(false).set_aside;
  ASSERT_TRUE(aside);
  EXPECT_EQ(fs::file_size(*aside), 100'000u);
  EXPECT_EQ(dump_of(database()), dump_of(copy()));
}

TEST_F(Backup, OfAnEarlierDayBringsNobodyBackWhoWasForgottenSince) {
  collected(1, 50);
  ASSERT_TRUE(back_up(database(), copy()));
  {
    const auto writer = open_writer(database());
    writer->forget({author_key(3)}, at_minute(800));
    writer->mark_deleted(post(4).post.key, at_minute(800));
    writer->scrub([] { return true; });
  }
  const KeptAway kept = brought_back(true).kept_away;
  EXPECT_TRUE(kept.known);
  EXPECT_EQ(kept.erased.authors, 1);
  EXPECT_EQ(kept.erased.posts, 6 + 1);
  EXPECT_EQ(dump_of(database()).find("cuenta_simulada_3@"), std::string::npos);
  EXPECT_EQ(files_with("cuenta_simulada_3@"), std::vector<std::string>{});
  EXPECT_EQ(files_with(post(4).post.text + "\n"), std::vector<std::string>{});
  EXPECT_EQ(open_reader(database())->totals().posts, 50) << "what was counted stays counted";
  const auto writer = open_writer(database());
  save(*writer, page({post(300, {"FreeThemAll"}, 3, 300), post(4)}));
  EXPECT_EQ(dump_of(database()).find("cuenta_simulada_3@"), std::string::npos) << "and the next page neither";
  EXPECT_EQ(dump_of(database()).find(post(4).post.key.uri + "\t"), std::string::npos);
}

TEST_F(Backup, BringsNobodyBackWhomTheOptOutListNames) {
  collected(1, 50);
  ASSERT_TRUE(back_up(database(), copy()));
  OptOut list;
  list.accounts = {*read_account("@cuenta_simulada_5@uno.example")};
  const KeptAway kept = brought_back(true, list).kept_away;
  EXPECT_EQ(kept.erased.authors, 1);
  EXPECT_EQ(open_reader(database())->totals().opted_out, kept.erased.posts);
  EXPECT_EQ(dump_of(database()).find("cuenta_simulada_5@"), std::string::npos);
}

TEST_F(Backup, KeepsAwayForTheReasonForWhichEachPostWent) {
  auto writer = collected(1, 50);
  ASSERT_TRUE(back_up(database(), copy()));
  PreparedPage told = page({});
  told.opted_out = {author_key(5)};
  save(*writer, told);
  writer->forget({author_key(3)}, at_minute(700));
  const Totals before = open_reader(database())->totals();
  ASSERT_GT(before.opted_out, 0);
  writer.reset();
  brought_back(true);
  const Totals after = open_reader(database())->totals();
  EXPECT_EQ(after.opted_out, before.opted_out);
  EXPECT_EQ(after.forgotten, before.forgotten);
}

TEST_F(Backup, SaysWhenNobodyKnowsAnyMoreWhoWasForgotten) {
  collected(1, 50);
  ASSERT_TRUE(back_up(database(), copy()));
  EXPECT_TRUE(brought_back(true).kept_away.known) << "nobody was";
  std::ofstream(database(), std::ios::binary) << std::string(100'000, 'x');
  EXPECT_FALSE(brought_back(true).kept_away.known) << "it cannot be read";
  fs::remove(database());
  EXPECT_FALSE(brought_back(true).kept_away.known) << "it is not there";
}

TEST_F(Backup, BringsNoNamesIntoASensitiveCampaign) {
  collected(1, 20);
  ASSERT_TRUE(back_up(database(), copy()));
  CampaignSetup sensitive = campaign();
  sensitive.sensitive = true;
  {
    const auto writer = open_writer(database());
    writer->forget({author_key(3)}, at_minute(700));
    writer->set_campaign(sensitive, at_minute(700));
    writer->forget({author_key(5)}, at_minute(800));
    writer->scrub([] { return true; });
  }
  const KeptAway kept = restore(database(), copy(), sensitive, {}, true, at_minute(900)).kept_away;
  EXPECT_EQ(kept.erased.authors, 2) << "under its name and under the veil";
  EXPECT_EQ(files_with("cuenta_simulada"), std::vector<std::string>{});
  EXPECT_EQ(open_reader(database())->totals().posts, 20);
}

}  // namespace clamor::storage::test
