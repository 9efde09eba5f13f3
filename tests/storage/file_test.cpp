// The file itself: who may open it, and what it is.
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <fstream>

#include "storage/backup.hpp"
#include "storage/salvage.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/migrations.hpp"
#include "tests/storage/raw.hpp"
#include "tests/storage/refusal.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace {

int mode_of(const std::filesystem::path& path) {
  struct stat info {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0);
  return static_cast<int>(info.st_mode & 0777);
}

}  // namespace

TEST(File, IsItsOwnersAlone) {
  const TempFolder folder;
  const auto file = folder.path() / "new" / "deep" / "clamor.db";
  const auto writer = open_writer("sqlite:" + file.string());
  writer->set_campaign(campaign(), start);
  for (const int number : {1, 2}) save(*writer, page({post(number)}));  // the second goes to the log
  EXPECT_EQ(mode_of(file), 0600);
  EXPECT_EQ(mode_of(file.string() + "-wal"), 0600);
  EXPECT_EQ(mode_of(file.parent_path()), 0700);
  EXPECT_EQ(mode_of(file.parent_path().parent_path()), 0700);
}

TEST(File, HasOneWriter) {
  const TempFolder folder;
  auto first = open_writer(folder.database());
  EXPECT_EQ(refusal([&] { open_writer(folder.database()); }), StorageError::Kind::locked);
  first.reset();
  EXPECT_NE(open_writer(folder.database()), nullptr);
}

TEST(File, IsFreeAgainWhenItsWriterWasKilled) {
  const TempFolder folder;
  std::array<int, 2> ready{};
  ASSERT_EQ(::pipe(ready.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto writer = open_writer(folder.database());
    if (::write(ready[1], "x", 1) == 1) ::pause();
    ::_exit(0);
  }
  char told = 0;
  ASSERT_EQ(::read(ready[0], &told, 1), 1);
  EXPECT_EQ(refusal([&] { open_writer(folder.database()); }), StorageError::Kind::locked);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_NE(open_writer(folder.database()), nullptr);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(File, OfAnotherProgramIsLeftAlone) {
  const TempFolder folder;
  Raw(folder.database()).run("CREATE TABLE other (x)");
  EXPECT_EQ(refusal([&] { open_writer(folder.database()); }), StorageError::Kind::not_ours);
  EXPECT_EQ(refusal([&] { open_reader(folder.database()); }), StorageError::Kind::not_ours);
  EXPECT_EQ(Raw(folder.database()).text("PRAGMA journal_mode"), "delete");
}

TEST(File, ThatIsNoDatabaseIsLeftAlone) {
  const TempFolder folder;
  std::ofstream(folder.database()) << std::string(9000, 'x');
  EXPECT_EQ(refusal([&] { open_writer(folder.database()); }), StorageError::Kind::not_ours);
}

TEST(File, IsNoFolderNorPipeNorARingOfLinks) {
  const TempFolder folder;
  const auto at = [&](const char* name) { return (folder.path() / name).string(); };
  std::filesystem::create_directory(at("folder"));
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink(at("ring"), at("ring"));
  open_writer(folder.database());
  for (const char* name : {"folder", "pipe", "ring"}) {
    EXPECT_EQ(refusal([&] { open_writer(at(name)); }), StorageError::Kind::cannot_open) << name;
    EXPECT_EQ(refusal([&] { open_reader(at(name)); }), StorageError::Kind::cannot_open) << name;
    EXPECT_EQ(refusal([&] { restore(folder.database(), at(name), campaign(), {}, true, start); }),
              StorageError::Kind::cannot_open)
        << name;
    EXPECT_EQ(refusal([&] { salvage(at(name), at("salvaged.db"), campaign(), start); }),
              StorageError::Kind::cannot_open)
        << name;
  }
}

TEST(File, OfAnotherProgramThatBearsOurNumberIsLeftAlone) {
  for (const int schema : {0, 1, newest_schema()}) {
    const TempFolder folder;
    {
      Raw other(folder.database());
      other.run("CREATE TABLE other (x)");
      other.run("PRAGMA application_id = " + std::to_string(application_id));
      other.run("PRAGMA user_version = " + std::to_string(schema));
    }
    EXPECT_EQ(refusal([&] { open_writer(folder.database()); }), StorageError::Kind::not_ours) << schema;
    EXPECT_EQ(refusal([&] { open_reader(folder.database()); }), StorageError::Kind::not_ours) << schema;
    EXPECT_EQ(refusal([&] { salvage(folder.database(), folder.database("new.db"), campaign(), start); }),
              StorageError::Kind::not_ours)
        << schema;
    EXPECT_EQ(Raw(folder.database()).number("SELECT count(*) FROM sqlite_schema"), 1) << schema;
  }
}

TEST(File, OfANewerVersionIsRefused) {
  const TempFolder folder;
  open_writer(folder.database());
  Raw(folder.database()).run("PRAGMA user_version = 999");
  EXPECT_EQ(refusal([&] { open_writer(folder.database()); }), StorageError::Kind::newer_schema);
  EXPECT_EQ(refusal([&] { open_reader(folder.database()); }), StorageError::Kind::newer_schema);
}

TEST(File, OnAnotherKindOfServerIsRefusedInWords) {
  EXPECT_EQ(refusal([] { open_writer("postgresql://localhost/clamor"); }), StorageError::Kind::cannot_open);
}

TEST(File, InAFolderThatCannotBeMadeIsRefused) {
  EXPECT_EQ(refusal([] { open_writer("/proc/nowhere/clamor.db"); }), StorageError::Kind::cannot_open);
}

TEST(File, KeepsItsSimulatedMarkWhateverIsTried) {
  const TempFolder folder;
  open_writer(folder.database(), "red simulada 1");
  EXPECT_EQ(open_writer(folder.database())->simulated(), "red simulada 1");
  Raw raw(folder.database());
  EXPECT_THROW(raw.run("DELETE FROM simulated"), SQLite::Exception);
  EXPECT_THROW(raw.run("UPDATE simulated SET id = 'real'"), SQLite::Exception);
  EXPECT_THROW(raw.run("INSERT OR REPLACE INTO simulated VALUES (1, 'otra')"), SQLite::Exception);
  EXPECT_EQ(open_reader(folder.database())->simulated(), "red simulada 1");
}

TEST(File, TroubleOfTheDiskIsToldByItsKind) {
  const auto told = [](const char* message, int code) {
    return refusal([&] { rethrow(SQLite::Exception(message, code), "clamor.db"); });
  };
  EXPECT_EQ(told("database or disk is full", 13), StorageError::Kind::disk_full);
  EXPECT_EQ(told("database disk image is malformed", 11), StorageError::Kind::damaged);
  EXPECT_EQ(told("attempt to write a readonly database", 8), StorageError::Kind::read_only);
}

TEST(File, OfSchemaEightKeepsItsSumsOfWhatWasErased) {
  const TempFolder folder;
  {
    create_file(folder.database());
    auto db = open_for_writing(folder.database());
    migrate(db, folder.database(), "", migrations().first(8));
    db.exec("INSERT INTO tag VALUES (1, 'freethemall', 'FreeThemAll', '', '', 0)");
    db.exec("INSERT INTO source (id, name, kind, server, network, requests) VALUES (1, 'uno', '', '', 1, 9)");
    for (int id = 1; id <= 6; ++id) {
      const std::string n = std::to_string(id);
      db.exec("INSERT INTO post_key VALUES (" + n + ", 0, 1, 'gone:" + n + "')");
      db.exec(
          "INSERT INTO post (id, network, at, first_seen_at, deleted_at, version_home, version_hash) VALUES "
          "(" +
          n + ", 1, 0, 0, " + (id < 5 ? "5" : "86400005") + ", 0, 0)");
      db.exec("INSERT INTO mention (tag, at, post, network, state) VALUES (1, 0, " + n + ", 1, 2)");
      db.exec("INSERT INTO sighting (post, source, first_seen, last_seen) VALUES (" + n + ", 1, 0, 0)");
    }
    for (const char* sums :
         {"(2, 0, 0, 1), (2, 0, 1, 1)", "(3, 0, 0, 2), (3, 0, 1, 2)",
          "(1, 86400000, 0, 1), (1, 86400000, 1, 1)", "(4, 86400000, 0, 1), (4, 86400000, 1, 1)"})
      db.exec(std::string("INSERT INTO erasure VALUES ") + sums);
  }
  open_writer(folder.database());
  const Totals totals = open_reader(folder.database())->totals();
  EXPECT_EQ(totals.forgotten, 1);
  EXPECT_EQ(totals.expired, 2);
  EXPECT_EQ(totals.opted_out, 1);
  EXPECT_EQ(totals.deleted, 2);
  Raw raw(folder.database());
  EXPECT_EQ(raw.number("SELECT sum(requests) FROM counted_elsewhere"), 9);
  EXPECT_EQ(raw.number("SELECT count(*) FROM post WHERE (gone IS NULL) <> (deleted_at IS NULL)"), 0);
}

TEST(File, AMigrationThatFailsLeavesTheOldSchemaAndACopy) {
  const TempFolder folder;
  open_writer(folder.database())->set_campaign(campaign(), start);
  auto db = open_for_writing(folder.database());
  const int newest = newest_schema();
  std::vector<Migration> steps(migrations().begin(), migrations().end());
  steps.push_back({newest + 1, "CREATE TABLE next (x)"});
  steps.push_back({newest + 2, "CREATE TABLE last (x); INSERT INTO nowhere VALUES (1)"});
  EXPECT_THROW(migrate(db, folder.database(), "", steps), SQLite::Exception);
  EXPECT_EQ(schema_of(db, folder.database()), newest);
  EXPECT_EQ(db.execAndGet("SELECT count(*) FROM sqlite_schema WHERE name IN ('next', 'last')").getInt(), 0);
  const std::string copy = folder.database() + ".schema" + std::to_string(newest) + ".bak";
  EXPECT_EQ(mode_of(copy), 0600);
  EXPECT_EQ(open_reader(copy)->campaign(), "Campaña simulada");
}

}  // namespace clamor::storage::test
