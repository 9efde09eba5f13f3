// One file, many who want it.
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "storage/sqlite/connection.hpp"
#include "tests/storage/disk.hpp"
#include "tests/storage/raw.hpp"
#include "tests/storage/refusal.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace {

// Starts `count` processes that all want to write; how many could. A lock file of a dead one lies there
// already.
int writers_of(const std::string& database, int count) {
  std::array<int, 2> told{}, go_home{};
  EXPECT_EQ(::pipe(told.data()) + ::pipe(go_home.data()), 0);
  for (int i = 0; i < count; ++i) {
    if (::fork() != 0) continue;
    ::close(go_home[1]);
    char result = 'n';
    std::unique_ptr<Writer> writer;
    try {
      writer = open_writer(database);
      result = 'y';
    } catch (const StorageError& error) {
      if (error.kind() != StorageError::Kind::locked) result = '?';
    }
    char end = 0;
    // Whoever got it keeps it until all have been answered.
    if (::write(told[1], &result, 1) != 1 || ::read(go_home[0], &end, 1) != 0) ::_exit(1);
    ::_exit(0);
  }
  ::close(told[1]);
  ::close(go_home[0]);
  int writers = 0;
  char result = 0;
  for (int i = 0; i < count && ::read(told[0], &result, 1) == 1; ++i) {
    writers += result == 'y';
    EXPECT_NE(result, '?');
  }
  ::close(go_home[1]);
  ::close(told[0]);
  while (::wait(nullptr) > 0) continue;
  return writers;
}

}  // namespace

TEST(Contention, OfFiftyWritersExactlyOneRuns) {
  const TempFolder folder;
  for (int round = 0; round < 5; ++round)
    ASSERT_EQ(writers_of(folder.database(), 50), 1) << "round " << round;
  EXPECT_NE(open_writer(folder.database()), nullptr) << "none of the dead holds it";
}

TEST(Contention, AForeignWriteLockIsWaitedForAndNobodyHearsOfIt) {
  const TempFolder folder;
  Disk disk;
  {
    const auto writer = open_writer(folder.database());
    writer->set_campaign(campaign(), start);
    for (const int number : {1, 2}) {  // before the file has its log, and with it
      Raw other(folder.database());
      other.run("BEGIN IMMEDIATE");
      const auto before = disk.refused_locks();
      const std::jthread lets_go([&] {
        while (disk.refused_locks() < before + 3) std::this_thread::yield();
        other.run("COMMIT");
      });
      EXPECT_EQ(save(*writer, page({post(number)})).new_posts, 1);
      EXPECT_GE(disk.refused_locks(), before + 3);
    }
  }
  EXPECT_EQ(open_reader(folder.database())->verify(), std::vector<std::string>{});
}

TEST(Contention, ANewFileHasItsLogOnceItHasPostsAlsoWhileOthersHaveItOpen) {
  const TempFolder folder;
  const auto mode = [&] { return Raw(folder.database()).text("PRAGMA journal_mode"); };
  const auto writer = open_writer(folder.database());
  writer->set_campaign(campaign(), start);
  EXPECT_EQ(mode(), "delete");
  const auto reader = open_reader(folder.database());
  EXPECT_EQ(reader->totals().posts, 0);
  save(*writer, page({post(1)}));
  EXPECT_EQ(mode(), "wal");
  EXPECT_EQ(reader->totals().posts, 1);
  save(*writer, page({post(2)}));
  EXPECT_EQ(reader->totals().posts, 2);
}

TEST(Contention, ALockHeldForLongerThanWeWaitIsToldFromAnotherCollector) {
  const TempFolder folder;
  const SQLite::Exception busy("database is locked", SQLITE_BUSY);
  EXPECT_EQ(refusal([&] { rethrow(busy, folder.database()); }), StorageError::Kind::busy);
  const auto writer = open_writer(folder.database());
  EXPECT_EQ(refusal([&] { open_writer(folder.database()); }), StorageError::Kind::locked);
}

TEST(Contention, AReaderThatNeverEndsKeepsNobodyFromWriting) {
  const TempFolder folder;
  const auto writer = open_writer(folder.database());
  writer->set_campaign(campaign(), start);
  save(*writer, page({post(1)}));
  const auto reader = open_reader(folder.database());
  reader->begin_view();
  for (int i = 2; i < 40; ++i) save(*writer, page({post(i)}));
  EXPECT_EQ(reader->totals().posts, 1) << "it sees its own moment";
  reader->end_view();
  EXPECT_EQ(reader->totals().posts, 39);
  EXPECT_EQ(reader->verify(), std::vector<std::string>{});
}

}  // namespace clamor::storage::test
