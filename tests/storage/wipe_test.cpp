// A wipe where the system is in the way: every other file still goes, and what happened to each is told.
#include "storage/wipe.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "tests/storage/world.hpp"

namespace clamor::storage::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t size = 100'000;

void leave(const fs::path& file) {
  std::ofstream(file) << std::string(size, 'x');
}

// No file can be written beyond it: an overwriting that fails, whoever runs the tests.
class WritesEndAt {
 public:
  explicit WritesEndAt(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~WritesEndAt() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }
  WritesEndAt(const WritesEndAt&) = delete;
  WritesEndAt& operator=(const WritesEndAt&) = delete;

 private:
  rlimit before_{};
  void (*signal_)(int);
};

// Mode bits do not stop root. True: `work` is.
bool as_nobody(const fs::path& folder, const std::function<bool()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    constexpr uid_t nobody = 65534;
    if (::geteuid() == 0) {
      for (const auto& entry : fs::directory_iterator(folder))
        if (::chown(entry.path().c_str(), nobody, nobody) != 0) ::_exit(2);
      if (::chown(folder.c_str(), nobody, nobody) != 0 || ::setuid(nobody) != 0) ::_exit(2);
    }
    ::_exit(work() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

class Wipe : public ::testing::Test {
 protected:
  void SetUp() override { open_writer(database_)->set_campaign(campaign(), start); }
  fs::path place(const std::string& name) const { return folder_.path() / name; }
  std::vector<std::string> left() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_.path())) names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
  }
  static Wiped how(const std::vector<WipedFile>& done, const fs::path& file) {
    const auto found = std::ranges::find(done, file, &WipedFile::file);
    EXPECT_NE(found, done.end()) << file;
    return found == done.end() ? Wiped::whole : found->how;
  }

  const TempFolder folder_;
  const std::string database_ = folder_.database("x.db");
};

TEST_F(Wipe, GoesOnWhereAFileCannotGoAndKeepsTheListOfCopiesUntilItIsGone) {
  fs::create_directory(place("x.db.cache"));
  leave(place("x.db.copies"));
  leave(place("export.csv"));
  fs::create_directory(place("picture.png"));
  const std::vector<fs::path> elsewhere{place("picture.png"), place("export.csv")};
  const auto done = wipe(database_, elsewhere);
  EXPECT_EQ(how(done, place("x.db.cache")), Wiped::stays);
  EXPECT_EQ(how(done, place("picture.png")), Wiped::stays);
  EXPECT_EQ(how(done, place("export.csv")), Wiped::whole);
  EXPECT_EQ(how(done, database_), Wiped::whole);
  EXPECT_EQ(left(), (std::vector<std::string>{"picture.png", "x.db.cache", "x.db.copies"}));
  fs::remove(place("x.db.cache"));
  EXPECT_EQ(how(wipe(database_, elsewhere), place("picture.png")), Wiped::stays);
  EXPECT_EQ(left(), (std::vector<std::string>{"picture.png", "x.db.copies"}));
  EXPECT_EQ(how(wipe(database_), place("x.db.copies")), Wiped::whole);
  EXPECT_EQ(left(), std::vector<std::string>{"picture.png"});
}

TEST_F(Wipe, GoesOnWhereNoLockCanBeHad) {
  fs::remove(place("x.db.lock"));
  fs::create_directory(place("x.db.lock"));
  EXPECT_EQ(how(wipe(database_), database_), Wiped::whole);
  EXPECT_EQ(left(), std::vector<std::string>{"x.db.lock"});
}

TEST_F(Wipe, RemovesWhatCannotBeOverwrittenAndTellsIt) {
  leave(place("export.csv"));
  fs::create_hard_link(place("export.csv"), place("kept"));  // shows whether it was overwritten
  const WritesEndAt limit(size / 2);
  const auto done = wipe(database_, {place("export.csv")});
  EXPECT_EQ(how(done, place("export.csv")), Wiped::not_overwritten);
  EXPECT_EQ(how(done, place("x.db.lock")), Wiped::whole);
  EXPECT_EQ(left(), std::vector<std::string>{"kept"});
}

TEST_F(Wipe, OfOneFileIsRefusedUnlessItGoesWhole) {
  leave(place("x.db.cache"));
  {
    const WritesEndAt limit(size / 2);
    EXPECT_THROW(wipe_file(place("x.db.cache")), StorageError);
  }
  fs::create_directory(place("x.db.search"));
  EXPECT_THROW(wipe_file(place("x.db.search")), StorageError);
}

TEST_F(Wipe, OverwritesAFileThatWasMadeReadOnly) {
  leave(place("export.csv"));
  fs::permissions(place("export.csv"), fs::perms::owner_read);
  fs::create_hard_link(place("export.csv"), place("kept"));
  EXPECT_TRUE(as_nobody(folder_.path(), [&] { return try_to_wipe(place("export.csv")).how == Wiped::whole; }));
  std::string bytes;
  std::getline(std::ifstream(place("kept")), bytes);
  EXPECT_EQ(bytes, std::string(size, '\0'));
}

TEST_F(Wipe, OverwritesWhatItsFolderDoesNotLetGoAndSaysThatItStays) {
  leave(place("export.csv"));
  fs::permissions(folder_.path(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_TRUE(as_nobody(folder_.path(), [&] { return try_to_wipe(place("export.csv")).how == Wiped::stays; }));
  fs::permissions(folder_.path(), fs::perms::owner_all);
  std::string bytes;
  std::getline(std::ifstream(place("export.csv")), bytes);
  EXPECT_EQ(bytes, std::string(size, '\0'));
}

TEST_F(Wipe, RemovesALinkAndAQueueWithoutWaitingForEitherEnd) {
  leave(place("others.txt"));
  fs::create_symlink(place("others.txt"), place("link"));
  ASSERT_EQ(::mkfifo(place("queue").c_str(), 0600), 0);
  for (const char* name : {"link", "queue"}) EXPECT_EQ(try_to_wipe(place(name)).how, Wiped::whole) << name;
  EXPECT_EQ(fs::file_size(place("others.txt")), size);
}

}  // namespace
}  // namespace clamor::storage::test
