#include "cli/pausing.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace clamor::cli {
namespace {

using storage::StorageError;
using Kind = StorageError::Kind;

// A disk that is well again at the `well_at`-th look, and somebody who stops at the `stop_at`-th.
struct Disk {
  int well_at = 1, stop_at = 1'000;
  int looks = 0;
  std::vector<Kind> paused = {}, went_on = {};

  Pauses pauses() {
    return {[this] { return ++looks < stop_at; }, [this] { return looks >= well_at; },
            [this](const StorageError& error) { paused.push_back(error.kind()); },
            [this](Kind kind) { went_on.push_back(kind); }};
  }
};

// Fails `times` times, then comes to its end; how often it was called.
int worked(Disk& disk, Kind kind, int times, bool begins = true) {
  int calls = 0;
  work_through_pauses(
      [&](bool& begun) {
        begun = begins;
        if (++calls <= times) throw StorageError(kind, "trouble");
      },
      disk.pauses());
  return calls;
}

TEST(Pausing, WhatMayPassIsWaitedForUntilAllIsWell) {
  for (const Kind kind : {Kind::disk_full, Kind::io, Kind::read_only, Kind::busy, Kind::no_memory}) {
    Disk disk{.well_at = 3};
    EXPECT_EQ(worked(disk, kind, 1), 2);
    EXPECT_EQ(disk.looks, 3);
    EXPECT_EQ(disk.paused, std::vector{kind});
    EXPECT_EQ(disk.went_on, std::vector{kind});
  }
}

TEST(Pausing, HappensAsOftenAsNeedBe) {
  Disk disk;
  EXPECT_EQ(worked(disk, Kind::io, 5), 6);
  EXPECT_EQ(disk.paused.size(), 5u);
}

TEST(Pausing, IsNotForWhatNeverBegan) {
  Disk disk;
  EXPECT_THROW(worked(disk, Kind::io, 1, false), StorageError);
  EXPECT_THROW(worked(disk, Kind::read_only, 1, false), StorageError);
  EXPECT_THROW(worked(disk, Kind::no_memory, 1, false), StorageError);
  EXPECT_TRUE(disk.paused.empty());
  EXPECT_EQ(worked(disk, Kind::disk_full, 1, false), 2) << "room may come";
  EXPECT_EQ(worked(disk, Kind::busy, 1, false), 2) << "the lock is let go of";
}

TEST(Pausing, IsNotForWhatDoesNotPass) {
  for (const Kind kind : {Kind::cannot_open, Kind::locked, Kind::damaged, Kind::not_ours, Kind::other}) {
    Disk disk;
    EXPECT_THROW(worked(disk, kind, 1), StorageError);
    EXPECT_TRUE(disk.paused.empty());
  }
}

TEST(Pausing, EndsWhenSomebodyWantsToStop) {
  Disk disk{.well_at = 50, .stop_at = 4};
  EXPECT_THROW(worked(disk, Kind::disk_full, 1), StorageError);
  EXPECT_EQ(disk.looks, 4);
  EXPECT_TRUE(disk.went_on.empty());
}

}  // namespace
}  // namespace clamor::cli
