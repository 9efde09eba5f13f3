// A copy loses what the database lost, and nothing else.
#include "storage/copies.hpp"

#include <fstream>
#include <sstream>

#include "storage/backup.hpp"
#include "tests/storage/raw.hpp"
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

}  // namespace clamor::storage::test
