#include "cli/self_check.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <semaphore>
#include <thread>

#include "tests/storage/world.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
namespace world = storage::test;

constexpr Millis day = std::chrono::hours{24};

class TheWeeklyLook : public testing::Test {
 protected:
  TheWeeklyLook() {
    const auto writer = storage::open_writer(folder.database());
    writer->set_campaign(world::campaign(), world::start);
    std::vector<PreparedPost> posts;
    for (int i = 0; i < 300; ++i) posts.push_back(world::post(i, {"FreeThemAll"}, 1, i));
    world::save(*writer, world::page(std::move(posts)));
  }
  fs::path witness() const { return folder.database() + ".checked"; }
  // Waits for the look to end, as whoever collects does not. How often damage was found so far.
  int look(UtcTime now) {
    if (!check_is_due(folder.database(), now)) {
      check.look(now);
      return found;
    }
    fs::remove(witness());
    check.look(now);
    if (damaged) over.acquire();
    while (!fs::exists(witness())) std::this_thread::yield();
    return found;
  }
  void bear_witness(UtcTime at) {
    std::ofstream(witness()).flush();
    fs::last_write_time(witness(), fs::file_time_type::clock::from_sys(std::chrono::sys_time<Millis>(at.time_since_epoch())));
  }
  void damage() {
    damaged = true;
    std::fstream file(folder.database(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(9 * 8192);
    file << std::string(8192, '\xa5');
  }

  world::TempFolder folder;
  bool damaged = false;
  std::atomic<int> found = 0;
  std::binary_semaphore over{0};
  SelfCheck check{folder.database(), [this] {
                    ++found;
                    over.release();
                  }};
};

TEST_F(TheWeeklyLook, IsDueWithoutAWitnessAndAWeekAfterOne) {
  EXPECT_TRUE(check_is_due(folder.database(), world::start));
  bear_witness(world::start);
  EXPECT_FALSE(check_is_due(folder.database(), world::start));
  EXPECT_FALSE(check_is_due(folder.database(), world::start + 7 * day - Millis{1}));
  EXPECT_TRUE(check_is_due(folder.database(), world::start + 7 * day));
  EXPECT_FALSE(check_is_due(folder.database("none.db"), world::start));
}

TEST_F(TheWeeklyLook, FindsNothingInAWholeDatabaseAndBearsWitness) {
  EXPECT_EQ(look(world::start), 0);
  EXPECT_TRUE(fs::exists(witness()));
}

TEST_F(TheWeeklyLook, OfACollectionThatGoesOnIsTakenAgainAfterAWeek) {
  EXPECT_EQ(look(world::start), 0);
  damage();
  bear_witness(world::start);
  EXPECT_EQ(look(world::start + day), 0);
  EXPECT_EQ(look(world::start + 7 * day), 1);
  bear_witness(world::start + 7 * day);
  EXPECT_EQ(look(world::start + 8 * day), 1);
  EXPECT_EQ(look(world::start + 14 * day), 2);
}

}  // namespace
}  // namespace clamor::cli
