#include "dashboard/state.hpp"

#include <gtest/gtest.h>

#include "dashboard/details.hpp"
#include "tests/dashboard/simulated_snapshot.hpp"

namespace clamor::dashboard {
namespace {

using analysis::RangePreset;
using namespace std::chrono_literals;

TEST(Choices, EscapeTakesBackTheNewestFilterFirst) {
  UiState state;
  state.choose(RangePreset::month);
  state.toggle_tag(1);
  state.isolate_network(0);
  state.toggle_tag(0);
  EXPECT_TRUE(state.undo_newest());
  EXPECT_TRUE(state.tags.empty());
  EXPECT_FALSE(state.networks.empty());
  EXPECT_TRUE(state.undo_newest());
  EXPECT_TRUE(state.networks.empty());
  EXPECT_FALSE(state.undo_newest());
}

TEST(Choices, ZoomsGoBackOneByOne) {
  UiState state;
  const auto snapshot = simulated_snapshot();
  state.choose(RangePreset::month);
  const Interval whole = state.window(*snapshot);
  const Interval week{whole.from, whole.from + 7 * 24h}, day{whole.from, whole.from + 24h};
  state.zoom(week);
  state.zoom(day);
  EXPECT_EQ(state.window(*snapshot), day);
  EXPECT_TRUE(state.zoom_back());
  EXPECT_EQ(state.window(*snapshot), week);
  EXPECT_TRUE(state.zoom_back());
  EXPECT_EQ(state.window(*snapshot), whole);
  EXPECT_FALSE(state.zoom_back());
}

TEST(Choices, AnotherRangeForgetsTheChosenBucket) {
  UiState state;
  state.select_bucket(Interval{simulated_now() - 24h, simulated_now()});
  state.choose(RangePreset::week);
  EXPECT_FALSE(state.bucket);
  EXPECT_FALSE(state.undo_newest());
}

TEST(Choices, AnIsolatedNetworkIsGivenUpByPressingItAgain) {
  UiState state;
  state.isolate_network(1);
  EXPECT_EQ(state.networks, std::vector<std::size_t>{1});
  state.isolate_network(0);
  EXPECT_EQ(state.networks, std::vector<std::size_t>{0});
  state.isolate_network(0);
  EXPECT_TRUE(state.networks.empty());
}

TEST(Details, AreAskedForOnceUntilTheDataChange) {
  Details details;
  const std::vector<std::int64_t> shown{3, 4};
  EXPECT_EQ(details.to_ask(shown), shown);
  EXPECT_TRUE(details.to_ask(shown).empty());
  storage::PostDetail post;
  post.id = 3;
  details.take({post});
  EXPECT_NE(details.find(3), nullptr);
  EXPECT_EQ(details.find(4), nullptr);
  details.data_changed();
  EXPECT_NE(details.find(3), nullptr);  // shown until its successor is in
  EXPECT_EQ(details.to_ask(shown), shown);
}

}  // namespace
}  // namespace clamor::dashboard
