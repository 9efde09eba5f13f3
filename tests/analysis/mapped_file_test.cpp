#include "analysis/mapped_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <fstream>
#include <numeric>
#include <thread>

#include "tests/storage/world.hpp"

namespace clamor::analysis {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t page = 4096, pages = 8;

struct MappedFileTest : testing::Test {
  storage::test::TempFolder folder;
  fs::path file = folder.path() / "numbers";
  MappedFileTest() { write(file, std::string(pages * page, 'x')); }
  static void write(const fs::path& to, const std::string& bytes) {
    std::ofstream(to, std::ios::binary) << bytes;
    fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write);
  }
};

std::int64_t count_of(const MappedFile& file, char wanted) {
  const auto all = file.part(0, file.size());
  return std::ranges::count(all, static_cast<std::byte>(wanted));
}

TEST_F(MappedFileTest, WhatIsCutOffReadsAsZerosAndIsTold) {
  for (const std::size_t kept : {7 * page, page, std::size_t{0}}) {
    write(file, std::string(pages * page, 'x'));
    const auto mapped = MappedFile::open(file);
    ASSERT_TRUE(mapped);
    EXPECT_TRUE(mapped->sound());
    fs::resize_file(file, kept);
    EXPECT_EQ(count_of(*mapped, 'x'), static_cast<std::int64_t>(kept));
    EXPECT_FALSE(mapped->sound());
    write(file, std::string(pages * page, 'x'));
    EXPECT_FALSE(mapped->sound()) << "zeros were read of it";
  }
}

// No signal tells of these.
TEST_F(MappedFileTest, WhatIsCutInsideItsLastPageOrWrittenIntoIsTold) {
  const auto cut = MappedFile::open(file);
  fs::resize_file(file, pages * page - 100);
  EXPECT_FALSE(cut->sound());
  const auto written = MappedFile::open(file);
  const auto earlier = fs::last_write_time(file) - std::chrono::hours{1};
  fs::last_write_time(file, earlier);
  EXPECT_FALSE(written->sound());
}

// As of a disk that failed and is well again.
TEST_F(MappedFileTest, WhatWasReadAsZerosIsToldThoughTheFileIsAsItWas) {
  const auto mapped = MappedFile::open(file);
  const auto changed = fs::last_write_time(file);
  fs::resize_file(file, page);
  EXPECT_EQ(count_of(*mapped, 'x'), static_cast<std::int64_t>(page));
  fs::resize_file(file, pages * page);
  fs::last_write_time(file, changed);
  EXPECT_FALSE(mapped->sound());
}

TEST_F(MappedFileTest, StaysAsItWasWhenItsNameGoesOrIsGivenToAnother) {
  const auto mapped = MappedFile::open(file);
  write(folder.path() / "other", "y");
  fs::rename(folder.path() / "other", file);
  EXPECT_EQ(count_of(*mapped, 'x'), static_cast<std::int64_t>(pages * page));
  EXPECT_TRUE(mapped->sound());
}

TEST_F(MappedFileTest, OnlyTheOneThatWasLostIsTold) {
  const fs::path other = folder.path() / "other";
  write(other, std::string(pages * page, 'y'));
  const auto mapped = MappedFile::open(file), whole = MappedFile::open(other);
  fs::resize_file(file, page);
  EXPECT_EQ(count_of(*mapped, 'x'), static_cast<std::int64_t>(page));
  EXPECT_EQ(count_of(*whole, 'y'), static_cast<std::int64_t>(pages * page));
  EXPECT_TRUE(whole->sound());
  EXPECT_FALSE(mapped->sound());
}

TEST_F(MappedFileTest, AreFewAtOnceAndAnyNumberOneAfterTheOther) {
  std::vector<std::shared_ptr<const MappedFile>> all;
  while (const auto mapped = MappedFile::open(file)) {
    all.push_back(mapped);
    ASSERT_LT(all.size(), 1000u);
  }
  EXPECT_GE(all.size(), 32u);
  all.pop_back();
  EXPECT_TRUE(MappedFile::open(file));
  all.clear();
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(MappedFile::open(file)) << i;
}

// Threads that meet the loss while others open and close files.
TEST_F(MappedFileTest, IsToldToEveryThreadThatReadZeros) {
  for (int round = 0; round < 50; ++round) {
    write(file, std::string(pages * page, 'x'));
    const auto mapped = MappedFile::open(file);
    std::atomic<bool> done{false};
    std::atomic<int> wrong{0};
    std::thread opening([&] {
      const fs::path other = folder.path() / "other";
      write(other, "y");
      while (!done) MappedFile::open(other);
    });
    std::vector<std::thread> reading;
    for (int i = 0; i < 3; ++i)
      reading.emplace_back([&] {
        while (!done) {
          const bool all = count_of(*mapped, 'x') == static_cast<std::int64_t>(pages * page);
          const bool sound = mapped->sound();
          if (!all && sound) ++wrong;
          if (!sound) done = true;
        }
      });
    fs::resize_file(file, static_cast<std::uintmax_t>(round % 8) * page);
    for (auto& each : reading) each.join();
    opening.join();
    EXPECT_EQ(wrong, 0) << "round " << round;
  }
}

using MappedFileDeathTest = MappedFileTest;

TEST_F(MappedFileDeathTest, AnErrorOfAnotherMappingStillEndsTheProcess) {
  const auto mapped = MappedFile::open(file);
  const auto read_beyond = [&] {
    const int descriptor = ::open(file.c_str(), O_RDONLY);
    const auto* const plain =
        static_cast<const volatile char*>(::mmap(nullptr, 2 * pages * page, PROT_READ, MAP_SHARED, descriptor, 0));
    return plain[pages * page];
  };
  EXPECT_DEATH(read_beyond(), "");
}

TEST_F(MappedFileDeathTest, ASignalThatSomebodySendsStillEndsTheProcess) {
  const auto mapped = MappedFile::open(file);
  EXPECT_DEATH(::raise(SIGBUS), "");
}

}  // namespace
}  // namespace clamor::analysis
