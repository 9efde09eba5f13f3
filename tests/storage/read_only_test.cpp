// Databases where nothing can be written: a stick without the right to, a folder that was locked.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "storage/backup.hpp"
#include "storage/salvage.hpp"
#include "storage/search.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace fs = std::filesystem;

namespace {

// What `work` answers, or what it was refused with, in a process of its own: mounts and rights end with it.
std::string in_a_child(const std::function<std::string()>& work) {
  std::array<int, 2> told{};
  EXPECT_EQ(::pipe(told.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    std::string answer;
    try {
      answer = work();
    } catch (const StorageError& error) {
      answer = "refused " + std::to_string(static_cast<int>(error.kind())) + " " + error.what();
    }
    ::_exit(::write(told[1], answer.data(), answer.size()) == static_cast<ssize_t>(answer.size()) ? 0 : 1);
  }
  ::close(told[1]);
  std::string answer;
  for (char one = 0; ::read(told[0], &one, 1) == 1;) answer += one;
  ::close(told[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  return answer;
}

bool mounted_read_only(const fs::path& folder, const fs::path& files) {
  const int user = static_cast<int>(::geteuid());
  if (::unshare(CLONE_NEWNS | (user == 0 ? 0 : CLONE_NEWUSER)) != 0) return false;
  ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  if (::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=16m") != 0) return false;
  for (const auto& file : fs::directory_iterator(files)) fs::copy(file.path(), folder / file.path().filename());
  return ::mount(nullptr, folder.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
}

std::string refused(StorageError::Kind kind) {
  return "refused " + std::to_string(static_cast<int>(kind));
}

}  // namespace

class ReadOnly : public ::testing::Test {
 protected:
  ReadOnly() {
    fs::create_directory(stick());
    fs::create_directory(files());
    const auto writer = open_writer(original());
    writer->set_campaign(campaign(), start);
    for (const PreparedPage& one : ledger(4, 6, 60, 10)) save(*writer, one);
    whole_ = dump(*open_reader(original()));
    // As after a crash: what was written last stands in the log alone.
    for (const char* ending : {"", "-wal", "-shm"}) fs::copy(original() + ending, crashed(ending));
  }
  std::string original() const { return folder_.database("original.db"); }
  fs::path crashed(const std::string& ending) const { return folder_.path() / ("crashed.db" + ending); }
  fs::path stick() const { return folder_.path() / "st?ck #1 100%"; }  // nothing of its name is an option
  fs::path files() const { return folder_.path() / "files"; }
  std::string database() const { return (stick() / "clamor.db").string(); }
  fs::path elsewhere() const { return folder_.path() / "elsewhere.db"; }

  void put(const fs::path& file, const std::string& ending) const {
    fs::copy(file, files() / ("clamor.db" + ending), fs::copy_options::overwrite_existing);
  }
  void put_whole() const { back_up(original(), files() / "clamor.db"); }

  std::string on_the_stick(const std::function<std::string()>& work) const {
    return in_a_child([&] { return mounted_read_only(stick(), files()) ? work() : "no mount"; });
  }

  TempFolder folder_;
  std::string whole_;
};

#define SKIP_WITHOUT_MOUNT(answer) \
  if ((answer) == "no mount") GTEST_SKIP() << "nothing can be mounted here"

TEST_F(ReadOnly, MediaAreReadWithAndWithoutALogBesideThem) {
  const auto read = [&]() -> std::string {
    const auto reader = open_reader(database());
    return reader->verify().empty() && dump(*reader) == whole_ ? "whole" : "something else";
  };
  open_writer(original());  // tidies up: everything is in the file, which still expects a log
  put(original(), "");
  const std::string alone = on_the_stick(read);
  SKIP_WITHOUT_MOUNT(alone);
  EXPECT_EQ(alone, "whole");
  std::ofstream(files() / "clamor.db-wal");
  EXPECT_EQ(on_the_stick(read), "whole") << "an empty log";
  put(crashed(""), "");
  put(crashed("-wal"), "-wal");
  EXPECT_EQ(on_the_stick(read), "whole") << "a log without its index";
  put(crashed("-shm"), "-shm");
  EXPECT_EQ(on_the_stick(read), "whole") << "a log and its index";
}

TEST_F(ReadOnly, MediaAreCopiedAndSalvagedToElsewhere) {
  put(crashed(""), "");
  put(crashed("-wal"), "-wal");
  const std::string copied = on_the_stick([&] { return back_up(database(), elsewhere()) ? "copied" : "stopped"; });
  SKIP_WITHOUT_MOUNT(copied);
  EXPECT_EQ(copied, "copied");
  EXPECT_TRUE(dump(*open_reader(elsewhere().string())) == whole_);
  fs::remove(elsewhere());
  EXPECT_EQ(on_the_stick([&] {
              return salvage(database(), elsewhere(), campaign(), start).whole() ? "whole" : "not whole";
            }),
            "whole");
}

TEST_F(ReadOnly, MediaAreNotWritten) {
  put_whole();
  const std::string told = on_the_stick([&] { return open_writer(database())->simulated(); });
  SKIP_WITHOUT_MOUNT(told);
  EXPECT_TRUE(told.starts_with(refused(StorageError::Kind::read_only))) << told;
}

TEST_F(ReadOnly, MediaAreSearchedThroughAnIndexThatCameAlong) {
  const auto found = [&] {
    update_search(database());
    return std::to_string(open_search(database())->newest("simulado", 100).size());
  };
  put_whole();
  const std::string without = on_the_stick(found);
  SKIP_WITHOUT_MOUNT(without);
  EXPECT_TRUE(without.starts_with(refused(StorageError::Kind::read_only))) << without;
  update_search((files() / "clamor.db").string());
  const auto here = open_search((files() / "clamor.db").string())->newest("simulado", 100).size();
  EXPECT_GT(here, 10u);
  EXPECT_EQ(on_the_stick(found), std::to_string(here));
}

TEST_F(ReadOnly, AFolderThatNobodyMayWriteToIsRead) {
  open_writer(original());
  fs::permissions(folder_.path(), fs::perms(0755));  // another user goes through it
  const fs::path locked = folder_.path() / "locked";
  fs::create_directory(locked);
  fs::copy(original(), locked / "clamor.db");
  fs::permissions(locked / "clamor.db", fs::perms(0444));
  fs::permissions(locked, fs::perms(0555));
  const std::string database = (locked / "clamor.db").string();
  const auto without_rights = [&](const std::function<std::string()>& work) {
    return in_a_child([&] {
      if (::geteuid() == 0 && ::setuid(65534) != 0) return std::string("still root");
      return work();
    });
  };
  EXPECT_EQ(without_rights([&]() -> std::string { return dump(*open_reader(database)) == whole_ ? "whole" : "something else"; }), "whole");
  EXPECT_TRUE(without_rights([&] { return open_writer(database)->simulated(); })
                  .starts_with(refused(StorageError::Kind::read_only)));
}

}  // namespace clamor::storage::test
