#pragma once
// A collection is recorded write by write; then the power is cut again and again, at any moment, and what the
// disk may hold then is opened. Each time it must be whole, and hold all that was acknowledged.

#include "tests/storage/disk.hpp"
#include "tests/storage/raw.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

class PowerCuts {
 public:
  explicit PowerCuts(int pages) : pages_(ledger(3, pages, 60, 4)) {
    Disk disk;
    const std::string url = folder_.database();
    disk.record();
    for (std::size_t done = 0; done < pages_.size();) {
      const auto writer = open_writer(url);
      if (done == 0) remember(url, disk);
      writer->set_campaign(campaign(), start);
      if (done == 0) remember(url, disk);
      // Some sessions end with the log in the file, some go on for long, some are tidied up by another
      // program.
      for (std::size_t end = std::min(pages_.size(), done + 1 + done % 9); done < end;) {
        save(*writer, pages_[done++]);
        remember(url, disk);
        if (done % 7 == 0) Raw(url).run("PRAGMA wal_checkpoint(PASSIVE)");
        if (done % 11 == 0) Raw(url).run("PRAGMA wal_checkpoint(TRUNCATE)");
      }
    }
    ops_ = disk.stop();
  }

  // Half of the states are prefixes, evenly spread; the others are random moments with random losses.
  void cut(int states, unsigned seed) {
    std::mt19937 random(seed);
    const std::size_t prefixes = std::min<std::size_t>(ops_.size() + 1, static_cast<std::size_t>(states) / 2);
    for (std::size_t i = 0; i < prefixes && !::testing::Test::HasFatalFailure(); ++i)
      expect_whole(prefixes < 2 ? 0 : i * ops_.size() / (prefixes - 1), 0);
    for (std::size_t i = prefixes;
         i < static_cast<std::size_t>(states) && !::testing::Test::HasFatalFailure(); ++i)
      expect_whole(random() % (ops_.size() + 1), 1 + static_cast<unsigned>(random() % 1'000'000));
  }

  std::size_t operations() const { return ops_.size(); }

 private:
  void remember(const std::string& url, Disk& disk) {
    disk.mark(static_cast<std::int64_t>(states_.size()));
    states_.push_back(dump(*open_reader(url)));
  }

  void expect_whole(std::size_t done, unsigned chance) {
    std::int64_t acknowledged = -1;
    for (std::size_t i = 0; i < done; ++i)
      if (ops_[i].kind == DiskOp::Kind::mark) acknowledged = ops_[i].offset;
    const TempFolder folder;
    write_files(folder.path(), after_power_cut({}, ops_, done, chance));
    const std::string told =
        "power cut after operation " + std::to_string(done) + ", chance " + std::to_string(chance);
    open_writer(folder.database());
    const auto reader = open_reader(folder.database());
    ASSERT_EQ(reader->verify(), std::vector<std::string>{}) << told;
    const std::string state = dump(*reader);
    const auto is = [&](std::int64_t i) {
      return i >= 0 && i < static_cast<std::int64_t>(states_.size()) &&
             states_[static_cast<std::size_t>(i)] == state;
    };
    ASSERT_TRUE(is(acknowledged) || is(acknowledged + 1))
        << told << ": not what was acknowledged, nor what was under way";
  }

  TempFolder folder_;
  std::vector<PreparedPage> pages_;
  std::vector<DiskOp> ops_;
  std::vector<std::string> states_;  // by mark
};

}  // namespace clamor::storage::test
