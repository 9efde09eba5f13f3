// Which files are a database's, and which only look like it.
#include "storage/beside.hpp"

#include <fstream>
#include <map>
#include <set>

#include "storage/wipe.hpp"
#include "tests/storage/raw.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace fs = std::filesystem;

class FilesBeside : public ::testing::Test {
 protected:
  void touch(const std::string& name) const { std::ofstream(folder_.path() / name) << "canario simulado"; }
  std::set<std::string> found(Beside what) const {
    std::set<std::string> names;
    for (const FileBeside& beside : files_beside(folder_.database("x.db")))
      if (beside.what == what) names.insert(beside.file.filename().string());
    return names;
  }
  const std::map<Beside, std::set<std::string>> all_{
      {Beside::own,
       {"x.db-wal", "x.db-shm", "x.db-journal", "x.db.lock", "x.db.reserve", "x.db.checked", "x.db.copies"}},
      {Beside::figures, {"x.db.cache", "x.db.cache.newer"}},
      {Beside::words, {"x.db.search", "x.db.search-wal"}},
      {Beside::work,
       {"x.db.cache.part4711", "x.db.schema1.bak", "x.db.schema8.bak.part", "x.db.part", "x.db.part-wal", "x.db.part.schema8.bak", "x.db.merging",
        "x.db.merging.lock"}},
      {Beside::copy,
       {"x.db.aside-20261127T041000Z", "x.db.aside-20261127T041000Z-2", "x.db.aside-20261127T041000Z-wal",
        "x.db.salvaged.db", "x.db.salvaged.db.rows", "x.db.aside-20261127T041000Z.salvaged.db",
        "x-20261127T041000Z.backup.db", "x-20261127T041000Z.backup.db.part"}}};
  TempFolder folder_;
};

TEST_F(FilesBeside, AreAllThatTheProgramPutsThere) {
  for (const auto& [what, names] : all_)
    for (const std::string& name : names) touch(name);
  for (const auto& [what, names] : all_) EXPECT_EQ(found(what), names);
}

TEST_F(FilesBeside, AreNotThoseOfAnotherDatabaseOrOfSomebody) {
  const std::set<std::string> others{"x.db2",
                                     "x.db.old",
                                     "x.db-notes.txt",
                                     "x-2.db",
                                     "x-2.db.lock",
                                     "y.db.lock",
                                     "x-2-20261127T041000Z.backup.db",
                                     "x-notes.backup.db",
                                     "x.lock"};
  for (const std::string& name : others) touch(name);
  EXPECT_TRUE(files_beside(folder_.database("x.db")).empty());
}

TEST_F(FilesBeside, OfAFileThatLiesBesideADatabaseAreNotTheDatabases) {
  for (const char* name : {"x.db.aside-20261127T041000Z", "x.db.salvaged.db", "x-20261127T041000Z.backup.db"})
    touch(name);
  for (const char* beside : {"x.db.part", "x.db.merging", "x.db.aside-20261127T050000Z"})
    EXPECT_TRUE(files_beside(folder_.database(beside)).empty()) << beside;
}

TEST_F(FilesBeside, GoWithAWipedDatabaseAndOthersStay) {
  open_writer(folder_.database("x.db"))->set_campaign(campaign(), start);
  for (const auto& [what, names] : all_)
    for (const std::string& name : names)
      if (name != "x.db.lock") touch(name);
  touch("x-2-20261127T041000Z.backup.db");
  wipe(folder_.database("x.db"));
  std::set<std::string> left;
  for (const auto& entry : fs::directory_iterator(folder_.path()))
    left.insert(entry.path().filename().string());
  EXPECT_EQ(left, std::set<std::string>{"x-2-20261127T041000Z.backup.db"});
}

TEST_F(FilesBeside, OfAnotherProgramsDatabaseAreLeftAlone) {
  const std::string file = folder_.database("photos.db");
  Raw(file).run("CREATE TABLE photo (name)");
  try {
    wipe(file);
    ADD_FAILURE() << "a database of another program was wiped";
  } catch (const StorageError& error) {
    EXPECT_EQ(error.kind(), StorageError::Kind::not_ours);
  }
  EXPECT_EQ(Raw(file).number("SELECT count(*) FROM photo"), 0);
  EXPECT_FALSE(fs::exists(file + ".lock"));
}

}  // namespace clamor::storage::test
