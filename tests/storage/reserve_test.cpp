// Room that is kept for a full disk, and given back on one.
#include "storage/sqlite/reserve.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/storage/disk.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t eight_mb = 8 << 20;

fs::path reserve_of(const fs::path& database) {
  return database.string() + ".reserve";
}

struct ReserveTest : testing::Test {
  TempFolder folder;
  fs::path database = folder.database();
  void make_database(std::uintmax_t bytes) {
    std::ofstream(database).flush();
    fs::resize_file(database, bytes);
  }
};

TEST_F(ReserveTest, IsKeptOnceTheDatabaseIsAsLarge) {
  make_database(eight_mb - 1);
  Reserve reserve(database);
  EXPECT_FALSE(fs::exists(reserve_of(database)));
  fs::resize_file(database, eight_mb);
  reserve.keep();
  struct stat about {};
  ASSERT_EQ(::stat(reserve_of(database).c_str(), &about), 0);
  EXPECT_EQ(about.st_size, static_cast<off_t>(eight_mb));
  EXPECT_GE(about.st_blocks * 512, static_cast<off_t>(eight_mb)) << "room, not a hole";
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST_F(ReserveTest, IsGivenBackAndTakenAgain) {
  make_database(eight_mb);
  Reserve reserve(database);
  ASSERT_TRUE(fs::exists(reserve_of(database)));
  reserve.release();
  EXPECT_FALSE(fs::exists(reserve_of(database)));
  reserve.keep();
  EXPECT_TRUE(fs::exists(reserve_of(database)));
}

TEST_F(ReserveTest, IsDoneWithoutWhereItCannotBe) {
  make_database(eight_mb);
  fs::create_directory(reserve_of(database));
  Reserve reserve(database);
  reserve.keep();
  EXPECT_TRUE(fs::is_directory(reserve_of(database)));
}

// A link that somebody has put there is not followed.
TEST_F(ReserveTest, IsNoFileOfSomebodyElse) {
  make_database(eight_mb);
  const fs::path other = folder.path() / "other";
  std::ofstream(other) << "theirs";
  fs::create_symlink(other, reserve_of(database));
  Reserve reserve(database);
  EXPECT_EQ(fs::file_size(other), 6u);
}

PreparedPage long_page(int number) {
  std::vector<PreparedPost> posts;
  for (int i = 0; i < 100; ++i) {
    posts.push_back(test::post(number * 100 + i, {"FreeThemAll"}, 1, i));
    posts.back().post.text = std::string(2000, static_cast<char>('a' + (number * 100 + i) % 26));
  }
  return page(std::move(posts));
}

TEST_F(ReserveTest, OfAWriterGoesWhenTheDiskIsFullAndComesAgainWithRoom) {
  Disk disk;
  int number = 0;
  {
    const auto writer = open_writer(database.string());
    writer->set_campaign(campaign(), start);
    for (; !fs::exists(reserve_of(database)); ++number) {
      ASSERT_LT(number, 300);
      save(*writer, long_page(number));
    }
    constexpr int sqlite_full = 13;
    disk.fail({DiskFault::write, sqlite_full, 1, true});
    EXPECT_THROW(save(*writer, long_page(number)), StorageError);
    EXPECT_FALSE(fs::exists(reserve_of(database)));
    disk.heal();
    save(*writer, long_page(number));  // what notes the state
    EXPECT_TRUE(fs::exists(reserve_of(database)));
  }
  EXPECT_EQ(open_reader(database.string())->verify(), std::vector<std::string>{});
}

}  // namespace
}  // namespace clamor::storage::test
