#pragma once
// The n-th read, write, sync, opening... fails, for n = 1, 2, 3 ... until nothing is left to fail. Whatever
// happens, nothing crashes, what was acknowledged is there, and collection can go on once the disk is well
// again.

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "tests/storage/disk.hpp"
#include "tests/storage/released.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

class FailingDisk {
 public:
  FailingDisk() : pages_(ledger(5, 6, 30, 4)) {
    const TempFolder folder;
    remember(folder.database());
    collect(folder.database(), [&] { remember(folder.database()); });
    whole_ = states_.back();
  }

  // Every `step`-th n. How many runs the fault was met in.
  int survive(DiskFault fault, int step) {
    for (fault.at = 1, runs_ = 0;; fault.at += step, ++runs_) {
      if (!survives(fault) || ::testing::Test::HasFatalFailure()) return runs_;
    }
  }

 private:
  void remember(const std::string& url) {
    if (states_.empty()) return states_.push_back("");
    states_.push_back(dump(*open_reader(url)));
  }

  // In two sessions, with a look from outside between them. `acknowledged` is called after every commit.
  void collect(const std::string& url, const std::function<void()>& acknowledged) {
    std::size_t done = 0;
    for (const std::size_t end : {pages_.size() / 2, pages_.size()}) {
      const auto writer = open_writer(url);
      writer->set_campaign(campaign(), start);
      if (done == 0) acknowledged();
      while (done < end) {
        save_or_again(*writer, pages_[done++]);
        acknowledged();
      }
    }
  }

  // As the collector: a full disk is asked again, a failing one is not.
  static void save_or_again(Writer& writer, const PreparedPage& one) {
    try {
      save(writer, one);
    } catch (const StorageError& error) {
      if (error.kind() == StorageError::Kind::io) {
        EXPECT_THROW(save(writer, one), StorageError) << "a disk that failed was trusted again";
        throw;
      }
      save(writer, one);
    }
  }

  // False: there were fewer such operations.
  bool survives(const DiskFault& fault) {
    const std::string told = "operation " + std::to_string(fault.at) + " of kind " +
                             std::to_string(fault.kinds) + ", code " + std::to_string(fault.code) +
                             (fault.for_ever ? ", for ever" : "");
    const TempFolder folder;
    std::size_t acknowledged = 0;
    const bool struck = fault.code == DiskFault::die ? killed(folder.database(), fault, acknowledged)
                                                     : failed(folder.database(), fault, acknowledged);
    expect_prefix(folder.database(), acknowledged, told);
    if (::testing::Test::HasFatalFailure()) return false;
    collect(folder.database(), [] {});
    const auto reader = open_reader(folder.database());
    EXPECT_EQ(dump(*reader), whole_) << told;
    EXPECT_EQ(reader->verify(), std::vector<std::string>{}) << told;
    return struck;
  }

  bool failed(const std::string& url, const DiskFault& fault, std::size_t& acknowledged) {
    Disk disk;
    disk.fail(fault);
    try {
      collect(url, [&] { ++acknowledged; });
    } catch (const StorageError&) {
      EXPECT_TRUE(disk.struck());
    }
    return disk.struck();
  }

  // The collector is a process of its own, killed at the operation; each commit is acknowledged to us.
  bool killed(const std::string& url, const DiskFault& fault, std::size_t& acknowledged) {
    std::array<int, 2> ledger{};
    EXPECT_EQ(::pipe(ledger.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      Disk disk;
      disk.fail(fault);
      collect(url, [&] {
        if (::write(ledger[1], "x", 1) != 1) ::_exit(1);
      });
      ::_exit(0);
    }
    ::close(ledger[1]);
    for (char one = 0; ::read(ledger[0], &one, 1) == 1;) ++acknowledged;
    ::close(ledger[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status);
  }

  void expect_prefix(const std::string& url, std::size_t acknowledged, const std::string& told) {
    open_writer(url);
    const auto reader = open_reader(url);
    ASSERT_EQ(reader->verify(), std::vector<std::string>{}) << told;
    const std::string state = dump(*reader);
    const bool next = acknowledged + 1 < states_.size() && state == states_[acknowledged + 1];
    ASSERT_TRUE(state == states_[acknowledged] || next) << told << ", acknowledged " << acknowledged;
  }

  std::vector<PreparedPage> pages_;
  std::vector<std::string> states_;  // by number of commits
  std::string whole_;
  int runs_ = 0;
};

struct NamedFault {
  const char* name;
  unsigned kinds;
  int code;
};
// As SQLite's own VFS calls what the system says.
inline constexpr NamedFault faults[]{
    {"read EIO", DiskFault::read, 10 | (1 << 8)},
    {"write EIO", DiskFault::write, 10 | (3 << 8)},
    {"write ENOSPC", DiskFault::write, 13},
    {"write EROFS", DiskFault::write, 8},
    {"fsync EIO", DiskFault::sync, 10 | (4 << 8)},
    {"open", DiskFault::open, 14},
    {"log's index", DiskFault::map, 10 | (21 << 8)},
    {"lock EIO", DiskFault::lock, 10 | (15 << 8)},
    {"remove EIO", DiskFault::remove, 10 | (10 << 8)},
};

// kill -9 before each of these, at every `step`-th time it comes.
inline constexpr NamedFault kills[]{
    {"a read", DiskFault::read, DiskFault::die},      {"a write", DiskFault::write, DiskFault::die},
    {"a sync", DiskFault::sync, DiskFault::die},      {"an opening", DiskFault::open, DiskFault::die},
    {"a map", DiskFault::map, DiskFault::die},        {"a lock", DiskFault::lock, DiskFault::die},
    {"a removal", DiskFault::remove, DiskFault::die},
};

// A file of an earlier schema is brought up to date on a disk that fails, or by a program that is killed.
// True: the fault was met. Afterwards the file is of a schema on the way, whole, with all that it held, and so is the
// copy that was made before.
inline bool migration_survives(const DiskFault& fault, int schema) {
  const TempFolder folder;
  restore_released_at(folder.database(), schema);
  bool struck = false;
  if (fault.code == DiskFault::die) {
    const pid_t child = ::fork();
    if (child == 0) {
      Disk disk;
      disk.fail(fault);
      open_writer(folder.database());
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    struck = WIFSIGNALED(status);
  } else {
    Disk disk;
    disk.fail(fault);
    try {
      open_writer(folder.database());
    } catch (const StorageError&) {
      EXPECT_TRUE(disk.struck());
    }
    struck = disk.struck();
  }
  const std::string told = "from schema " + std::to_string(schema) + ", operation " + std::to_string(fault.at) +
                           ", code " + std::to_string(fault.code);
  const std::string copy = folder.database() + ".schema" + std::to_string(schema) + ".bak";
  for (const std::string& file : {folder.database(), copy}) {
    if (!std::filesystem::exists(file)) continue;
    const auto writer = open_writer(file);
    const auto reader = open_reader(file);
    EXPECT_EQ(reader->verify(), std::vector<std::string>{}) << told << ", " << file;
    EXPECT_EQ(reader->totals().mentions, 4) << told << ", " << file;
    EXPECT_EQ(writer->simulated(), "red simulada de las pruebas") << told << ", " << file;
  }
  return struck;
}

// Every `step`-th n of every fault and every kill.
inline void migrate_through_every_fault(int schema, int step) {
  const auto meet = [&](const NamedFault& named, bool for_ever) {
    DiskFault fault{named.kinds, named.code, 1, for_ever};
    int runs = 0;
    while (migration_survives(fault, schema) && !::testing::Test::HasFailure()) {
      fault.at += step;
      ++runs;
    }
    EXPECT_GT(runs, 0) << named.name << " never happened";
  };
  for (const NamedFault& fault : faults)
    for (const bool for_ever : {false, true}) meet(fault, for_ever);
  for (const NamedFault& point : kills) meet(point, false);
}

inline void survive_kills_at_every_operation(int step) {
  FailingDisk disk;
  for (const NamedFault& point : kills) {
    const int runs = disk.survive({point.kinds, point.code, 1, false}, step);
    EXPECT_GT(runs, 0) << point.name << " never happened";
    std::printf("killed before %s: %d places\n", point.name, runs);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

inline void survive_every_fault(int step) {
  FailingDisk disk;
  for (const NamedFault& fault : faults)
    for (const bool for_ever : {false, true}) {
      const int runs = disk.survive({fault.kinds, fault.code, 1, for_ever}, step);
      EXPECT_GT(runs, 0) << fault.name << " never happened";
      std::printf("%s%s: %d places\n", fault.name, for_ever ? ", for ever" : "", runs);
      if (::testing::Test::HasFatalFailure()) return;
    }
}

}  // namespace clamor::storage::test
