// A copy loses what the database lost, and nothing else.
#include "storage/copies.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "storage/backup.hpp"
#include "tests/storage/raw.hpp"
#include "tests/storage/refusal.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace {

const auto always = [] { return true; };

class Copies : public ::testing::Test {
 protected:
  Copies() : writer_(open_writer(folder_.database())) {
    writer_->set_campaign(campaign(), start);
    writer_->save(std::vector{page({post(1), post(2, {"FreeThemAll"}, 2)})});
    back_up(folder_.database(), copy());
  }
  std::string copy() const { return folder_.database("copy.db"); }
  CopyCare care() const { return {.database = folder_.database()}; }
  std::string bytes_of(const std::string& ending = "") const {
    std::ostringstream bytes;
    bytes << std::ifstream(copy() + ending, std::ios::binary).rdbuf();
    return bytes.str();
  }
  void forget() { writer_->forget({author_key(1)}, at_minute(200)); }

  TempFolder folder_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace

TEST_F(Copies, LoseWhomTheDatabaseForgotAndKeepTheRest) {
  const std::string origin = Raw(copy()).text("SELECT name || file FROM origin");
  std::filesystem::permissions(copy(), std::filesystem::perms{0640});
  forget();
  EXPECT_TRUE(clean_copy(copy(), care(), at_minute(300), always));
  EXPECT_EQ(bytes_of().find("cuenta_simulada_1"), std::string::npos);
  EXPECT_NE(bytes_of().find("cuenta_simulada_2"), std::string::npos);
  EXPECT_EQ(dump(*open_reader(copy())), dump(*open_reader(folder_.database())));
  EXPECT_EQ(open_reader(copy())->verify(), std::vector<std::string>{});
  EXPECT_EQ(Raw(copy()).text("SELECT name || file FROM origin"), origin);
  EXPECT_EQ(std::filesystem::status(copy()).permissions(), std::filesystem::perms{0640});
}

TEST_F(Copies, WhatTheLogOfOneHoldsIsCleanedWithIt) {
  forget();
  Raw reader(copy());
  reader.run("PRAGMA journal_mode = WAL");
  reader.run("INSERT INTO issue (source, place, what, first_at, last_at, times) VALUES (1, 'x', 'y', 1, 1, 1)");
  std::filesystem::copy_file(copy(), folder_.database("killed.db"));
  std::filesystem::copy_file(copy() + "-wal", folder_.database("killed.db") + "-wal");
  const std::string killed = folder_.database("killed.db");
  EXPECT_TRUE(clean_copy(killed, care(), at_minute(300), always));
  EXPECT_FALSE(std::filesystem::exists(killed + "-wal"));
  EXPECT_EQ(Raw(killed).number("SELECT count(*) FROM issue"), 1);
  EXPECT_EQ(open_reader(killed)->verify(), std::vector<std::string>{});
}

TEST_F(Copies, ThatSomebodyCollectsIntoAreLeftToThem) {
  const auto other = open_writer(copy());
  EXPECT_THROW(clean_copy(copy(), care(), at_minute(300), always), StorageError);
}

TEST_F(Copies, OfWhichOneIsStoppedStayAsTheyAre) {
  forget();
  const std::string before = bytes_of();
  EXPECT_FALSE(clean_copy(copy(), care(), at_minute(300), [] { return false; }));
  EXPECT_EQ(bytes_of(), before);
  EXPECT_FALSE(std::filesystem::exists(copy() + ".part"));
}

TEST_F(Copies, LoseTheirOldTextsAndAreCaredForAsBeforeByWhoRestoresThem) {
  CopyCare old = care();
  old.retention = Retention{};
  EXPECT_TRUE(clean_copy(copy(), old, at_minute(400 * 24 * 60), always));
  EXPECT_EQ(bytes_of().find("texto simulado"), std::string::npos);
  EXPECT_FALSE(open_writer(copy())->pruned_at());
}

// A restore that was killed leaves the database a second name.
TEST_F(Copies, ThatAreTheDatabaseItselfAreLeftAsTheyAre) {
  forget();
  const std::string second = folder_.database("database.db.aside-20200101T000000Z");
  std::filesystem::create_hard_link(folder_.database(), second);
  EXPECT_TRUE(clean_copy(second, care(), at_minute(300), always));
  EXPECT_TRUE(std::filesystem::equivalent(second, folder_.database()));
  writer_->save(std::vector{page({post(3, {"FreeThemAll"}, 2)})});
  EXPECT_EQ(open_reader(folder_.database())->verify(), std::vector<std::string>{});
}

TEST_F(Copies, BelongAfterwardsToWhomTheyBelonged) {
  constexpr unsigned nobody = 65'534;
  if (::chown(copy().c_str(), nobody, nobody) != 0) GTEST_SKIP() << "only root gives files away";
  forget();
  EXPECT_TRUE(clean_copy(copy(), care(), at_minute(300), always));
  struct stat is {};
  ASSERT_EQ(::stat(copy().c_str(), &is), 0);
  EXPECT_EQ(is.st_uid, nobody);
  EXPECT_EQ(is.st_gid, nobody);
  EXPECT_EQ(is.st_mode & 0777u, 0600u);
}

// By an index that lacks a name nobody finds it, and rewriting would make it whole again.
TEST_F(Copies, WithADamagedIndexAreNotCalledClean) {
  forget();
  {
    Raw raw(copy());
    raw.run("PRAGMA writable_schema = ON");
    raw.run("UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'link_hash') "
            "WHERE name = 'author_hash'");
  }
  const std::string before = bytes_of();
  EXPECT_EQ(refusal([&] { clean_copy(copy(), care(), at_minute(300), always); }), StorageError::Kind::damaged);
  EXPECT_EQ(bytes_of(), before);
}

TEST_F(Copies, LoseTheCachesAndTheWordsOfWhoLookedIntoThem) {
  forget();
  for (const char* ending : {".search", ".search-wal", ".cache", ".schema7.bak"})
    std::ofstream(copy() + ending) << "cuenta_simulada_1";
  EXPECT_TRUE(clean_copy(copy(), care(), at_minute(300), always));
  for (const char* ending : {".search", ".search-wal", ".cache", ".schema7.bak"})
    EXPECT_FALSE(std::filesystem::exists(copy() + ending)) << ending;
}

}  // namespace clamor::storage::test
