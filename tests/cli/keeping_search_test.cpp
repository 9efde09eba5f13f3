#include "cli/keeping_search.hpp"

#include <filesystem>

#include "storage/search.hpp"
#include "tests/storage/world.hpp"

namespace clamor::cli {
namespace {

namespace world = storage::test;

// Every look at it costs a second.
class TiredClock final : public Clock {
 public:
  UtcTime now() const override { return world::start; }
  Millis monotonic() const override { return now_ += Millis{1000}; }

 private:
  mutable Millis now_{0};
};

class KeepingTheSearch : public testing::Test {
 protected:
  KeepingTheSearch() { writer->set_campaign(world::campaign(), world::start); }

  // `count` posts with the words "palabra" and "numero<N>".
  void store(int first, int count) {
    std::vector<PreparedPost> posts;
    for (int number = first; number < first + count; ++number) {
      posts.push_back(world::post(number, {"FreeThemAll"}, 1, number));
      posts.back().post.text = "palabra numero" + std::to_string(number);
    }
    world::save(*writer, world::page(std::move(posts)));
  }
  std::size_t found(const std::string& words) {
    return storage::open_search(folder.database())->newest(words, 100'000).size();
  }

  world::TempFolder folder;
  std::unique_ptr<storage::Writer> writer = storage::open_writer(folder.database());
  const TiredClock clock;
};

TEST_F(KeepingTheSearch, FindsWhatCameMeanwhileWithoutASearch) {
  store(1, 10);
  int looks = 0;
  keep_search(folder.database(), clock, [&](Millis length) {
    if (length < std::chrono::minutes{5}) return true;
    if (++looks == 1) {
      EXPECT_EQ(found("palabra"), 10u);
      store(11, 5);  // while the writer holds its lock
    }
    return looks < 2;
  });
  EXPECT_EQ(found("palabra"), 15u);
}

TEST_F(KeepingTheSearch, RestsNineTimesAsLongAsASliceTookAndGoesOnWhereItWasStopped) {
  for (int first = 0; first < 12'000; first += 2'000) store(first, 2'000);
  std::vector<Millis> rests;
  const auto stop_at = [&](std::size_t rest) {
    rests.clear();
    keep_search(folder.database(), clock, [&](Millis length) {
      rests.push_back(length);
      return rests.size() < rest;
    });
  };
  stop_at(2);  // the first comes before any work
  EXPECT_EQ(rests.back(), std::chrono::seconds{9});
  const auto some = found("palabra");
  EXPECT_GT(some, 0u);
  EXPECT_LT(some, 12'000u) << "one slice is not all";
  stop_at(3);
  EXPECT_EQ(found("palabra"), 12'000u);
}

TEST_F(KeepingTheSearch, LeavesNothingBehindWhereNoDatabaseIs) {
  const auto nowhere = folder.database("none.db");
  int rests = 0;
  keep_search(nowhere, clock, [&](Millis) { return ++rests < 3; });
  EXPECT_EQ(rests, 3) << "it goes on looking";
  EXPECT_FALSE(std::filesystem::exists(storage::search_of(nowhere)));
}

TEST_F(KeepingTheSearch, EndsWithItsOwnerAtOnce) {
  const SystemClock real;
  const KeepingSearch search(folder.database(), real);  // a wait of minutes would be seen as the test's timeout
}

}  // namespace
}  // namespace clamor::cli
