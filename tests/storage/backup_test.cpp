// Copies of a database, and bringing one back.
#include <sys/stat.h>

#include <fstream>
#include <set>

#include "storage/backup.hpp"
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
  EXPECT_FALSE(restore(database(), copy(), false, start).set_aside);
  EXPECT_EQ(dump_of(database()), then);
  save(*open_writer(database()), page({post(7777)}));
  EXPECT_EQ(dump_of(copy()), then) << "the copy itself is never written";
}

TEST_F(Backup, DoesNotTakeThePlaceOfMoreUnlessToldTo) {
  collected(1, 50);
  ASSERT_TRUE(back_up(database(), copy()));
  collected(51, 60);
  const std::string newer = dump_of(database()), then = dump_of(copy());
  EXPECT_EQ(refusal([&] { restore(database(), copy(), false, start); }), StorageError::Kind::refused);
  EXPECT_EQ(dump_of(database()), newer);
  const auto aside = restore(database(), copy(), true, start).set_aside;
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
  restore(database(), copy(), true, start);
  EXPECT_EQ(dump_of(database()), dump_of(copy()));
  EXPECT_FALSE(fs::exists(database() + "-wal"));
}

TEST_F(Backup, IsNotBroughtBackUnderARunningCollector) {
  const auto writer = collected();
  ASSERT_TRUE(back_up(database(), copy()));
  EXPECT_EQ(refusal([&] { restore(database(), copy(), true, start); }), StorageError::Kind::locked);
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
  EXPECT_EQ(refusal([&] { restore(database(), copy(), true, start); }), StorageError::Kind::damaged);
  EXPECT_EQ(dump_of(database()), before);
}

TEST_F(Backup, OfSimulatedDataDoesNotTakeThePlaceOfRealOnes) {
  open_writer(copy().string(), "red simulada 1")->set_campaign(campaign(), start);
  collected();
  EXPECT_EQ(refusal([&] { restore(database(), copy(), false, start); }), StorageError::Kind::refused);
}

TEST_F(Backup, TakesThePlaceOfADamagedDatabase) {
  collected();
  ASSERT_TRUE(back_up(database(), copy()));
  std::ofstream(database(), std::ios::binary) << std::string(100'000, 'x');
  const auto aside = restore(database(), copy(), false, start).set_aside;
  ASSERT_TRUE(aside);
  EXPECT_EQ(fs::file_size(*aside), 100'000u);
  EXPECT_EQ(dump_of(database()), dump_of(copy()));
}

}  // namespace clamor::storage::test
