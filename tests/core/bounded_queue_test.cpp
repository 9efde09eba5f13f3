#include "core/bounded_queue.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace clamor {
namespace {

TEST(BoundedQueue, GivesEverythingInItsOrderThoughItHoldsLittle) {
  BoundedQueue<int> queue(2);
  std::thread giver([&] {
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(queue.push(i));
    queue.end();
  });
  std::vector<int> taken;
  while (const auto item = queue.pop()) taken.push_back(*item);
  giver.join();
  ASSERT_EQ(taken.size(), 1000u);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(taken[static_cast<std::size_t>(i)], i);
}

TEST(BoundedQueue, LetsAGiverGoWhoseTakerLeft) {
  BoundedQueue<int> queue(1);
  ASSERT_TRUE(queue.push(1));
  bool taken = true;
  std::thread giver([&] { taken = queue.push(2); });  // waits for room
  queue.abandon();
  giver.join();
  EXPECT_FALSE(taken);
  EXPECT_FALSE(queue.pop());  // what waited is thrown away
}

TEST(BoundedQueue, WaitsNoLongerThanItIsTold) {
  BoundedQueue<int> queue(1);
  EXPECT_FALSE(queue.pop_until(std::chrono::steady_clock::now()));
  queue.push(7);
  EXPECT_EQ(queue.pop_until(std::chrono::steady_clock::now() + std::chrono::hours(1)), 7);
  queue.end();
  EXPECT_FALSE(queue.pop_until(std::chrono::steady_clock::now() + std::chrono::hours(1)));
}

TEST(BoundedQueue, SaysThatNothingIsThereNowWithoutWaiting) {
  BoundedQueue<int> queue(1);
  EXPECT_FALSE(queue.try_pop());
  queue.push(7);
  EXPECT_EQ(queue.try_pop(), 7);
}

}  // namespace
}  // namespace clamor
