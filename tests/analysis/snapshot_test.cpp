#include "analysis/snapshot.hpp"

#include <gtest/gtest.h>

#include "tests/analysis/fake_reader.hpp"

using namespace clamor;
using namespace clamor::analysis;
using namespace std::chrono_literals;

TEST(Snapshot, IsReadInsideOneViewThatEndsAlsoWhenReadingFails) {
  FakeReader reader;
  reader.snapshot(at("2026-11-23T12:00:00Z"));
  EXPECT_EQ(reader.open_views, 0);
  reader.zone = "America/Ciudad_Inventada";
  EXPECT_THROW(reader.snapshot(at("2026-11-23T12:00:00Z")), storage::StorageError);
  EXPECT_EQ(reader.open_views, 0);
}

TEST(Snapshot, KeepsMissingCountsMissing) {
  FakeReader reader;
  auto& post = reader.post(at("2026-11-20T12:00:00Z"), 17);
  post.counts.likes = 3;
  post.counts.boosts = 0;
  const auto snapshot = reader.snapshot(at("2026-11-23T12:00:00Z"));
  const auto& columns = snapshot->posts();
  ASSERT_EQ(columns.size(), 1u);
  EXPECT_EQ(columns.likes[0], 3);
  EXPECT_EQ(columns.boosts[0], 0);
  EXPECT_EQ(columns.replies[0], no_count);
  EXPECT_EQ(columns.followers[0], -1);
}

TEST(Snapshot, NamesNetworksThatHaveASourceOrAPost) {
  FakeReader reader;
  reader.source("bsky.sim", Network::bluesky, {at("2026-11-01T00:00:00Z"), at("2026-11-23T00:00:00Z")});
  reader.post(at("2026-11-20T12:00:00Z"), 17, 1, Network::fediverse);
  const auto snapshot = reader.snapshot(at("2026-11-23T12:00:00Z"));
  EXPECT_EQ(snapshot->networks(), (std::vector{Network::fediverse, Network::bluesky}));
}

TEST(Snapshot, NumbersAuthorsDenselyAndFindsRowsOfAWindow) {
  FakeReader reader;
  const auto start = at("2026-11-20T12:00:00Z");
  for (const std::int64_t author : {700, 5, 700, 12}) reader.post(start + 1h * reader.posts.size(), author);
  const auto snapshot = reader.snapshot(start + 24h);
  const auto authors = snapshot->posts().author;
  EXPECT_EQ(std::vector(authors.begin(), authors.end()), (std::vector<std::uint32_t>{0, 1, 0, 2}));
  EXPECT_EQ(rows_within(*snapshot, {start + 1h, start + 3h}), (std::pair<std::size_t, std::size_t>{1, 3}));
  EXPECT_EQ(snapshot->data_span(), (Interval{start, start + 3h + 1ms}));
}

TEST(Snapshot, SumsQuarterHoursToHoursWithDistinctPostsForAnyTag) {
  FakeReader reader;
  const auto hour = at("2026-11-20T12:00:00Z");
  reader.post(hour, 1, 0b11).counts.boosts = 2;
  reader.post(hour + 20min, 2, 0b01).counts.likes = 5;
  reader.post(hour + 2h, 3, 0b10);
  const auto snapshot = reader.snapshot(hour + 24h);
  const auto& cube = snapshot->cube();
  EXPECT_EQ(cube.first_hour, hour);
  ASSERT_EQ(cube.hours, 3u);
  EXPECT_EQ(cube.at(0, 0, 0).posts, 2);
  EXPECT_EQ(cube.at(0, 1, 0).posts, 1);
  EXPECT_EQ(cube.at(0, 2, 0).posts, 2);  // any
  EXPECT_EQ(cube.at(0, 2, 0).boosts, 2);
  EXPECT_EQ(cube.at(0, 2, 0).engagement, 7);
  EXPECT_EQ(cube.at(1, 2, 0).posts, 0);
  EXPECT_EQ(cube.at(2, 2, 0).posts, 1);
}
