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
  ASSERT_EQ(snapshot->days().size(), 1u);
  const auto& columns = snapshot->days()[0]->posts();
  ASSERT_EQ(columns.size(), 1u);
  EXPECT_EQ(columns.likes[0], 3);
  EXPECT_EQ(columns.boosts[0], 0);
  EXPECT_EQ(columns.replies[0], no_count);
  EXPECT_EQ(columns.followers[0], no_count);
}

TEST(Snapshot, NamesNetworksThatHaveASourceOrAPost) {
  FakeReader reader;
  reader.source("bsky.sim", Network::bluesky, {at("2026-11-01T00:00:00Z"), at("2026-11-23T00:00:00Z")});
  reader.post(at("2026-11-20T12:00:00Z"), 17, 1, Network::fediverse);
  const auto snapshot = reader.snapshot(at("2026-11-23T12:00:00Z"));
  EXPECT_EQ(snapshot->networks(), (std::vector{Network::fediverse, Network::bluesky}));
}

TEST(Snapshot, StandsInDaysOfTheCampaignsZone) {
  FakeReader reader;
  const auto midnight = at("2026-11-20T06:00:00Z");  // in Mexico City
  for (const auto time : {midnight - 1ms, midnight, midnight + 23h, midnight + 30h}) reader.post(time, 1);
  const auto snapshot = reader.snapshot(midnight + 48h);
  ASSERT_EQ(snapshot->days().size(), 3u);
  EXPECT_EQ(snapshot->days()[1]->time(), (Interval{midnight, midnight + 24h}));
  EXPECT_EQ(snapshot->days()[1]->posts_time(), (Interval{midnight, midnight + 23h + 1ms}));
  EXPECT_EQ(snapshot->data_span(), (Interval{midnight - 1ms, midnight + 30h + 1ms}));
  EXPECT_EQ(snapshot->days()[1]->rows_within({midnight + 1ms, midnight + 48h}),
            (std::pair<std::size_t, std::size_t>{1, 2}));
  EXPECT_EQ(days_within(*snapshot, {midnight - 1h, midnight}).size(), 1u);
  EXPECT_EQ(days_within(*snapshot, {midnight, midnight + 24h + 1ms}).size(), 2u);
  EXPECT_TRUE(any_post(*snapshot, {midnight, midnight + 1ms}));
  EXPECT_FALSE(any_post(*snapshot, {midnight + 1h, midnight + 2h}));
}

TEST(Snapshot, SumsHoursByNetworkAndSetOfHashtags) {
  FakeReader reader;
  const auto hour = at("2026-11-20T12:00:00Z");
  reader.post(hour, 1, 0b11).counts.boosts = 2;
  reader.post(hour + 20min, 2, 0b01).counts.likes = 5;
  reader.post(hour + 21min, 2, 0b01);
  reader.post(hour + 2h, 3, 0b10, Network::bluesky);
  const auto snapshot = reader.snapshot(hour + 24h);
  const auto& day = *snapshot->days()[0];
  ASSERT_EQ(day.groups().size(), 3u);  // fediverse 1 and 3, bluesky 2
  ASSERT_EQ(day.cells().size(), 3u);
  const auto& one = day.cells()[0];
  EXPECT_EQ(day.groups()[one.group].tags, 0b01u);
  EXPECT_EQ(one.hour, 6u);  // of Mexico City
  EXPECT_EQ(one.posts, 2);
  EXPECT_EQ(one.engagement, 5);
  EXPECT_EQ(one.with_engagement, 1);
  EXPECT_EQ(one.with_boosts, 0);
  EXPECT_EQ(day.cells()[1].boosts, 2);
  EXPECT_EQ(day.cells()[2].hour, 8u);
  EXPECT_EQ(day.groups()[day.cells()[2].group].network, static_cast<int>(Network::bluesky));
}

TEST(Snapshot, KnowsTheAccountsOfEachGroupOfADay) {
  FakeReader reader;
  const auto hour = at("2026-11-20T12:00:00Z");
  reader.post(hour, 7).followers = 10;
  reader.post(hour + 1h, 7).followers = 12;
  reader.post(hour + 2h, 4);
  reader.post(hour + 3h, 0);  // deleted: nobody
  const auto snapshot = reader.snapshot(hour + 24h);
  const auto accounts = snapshot->days()[0]->accounts(0);
  ASSERT_EQ(accounts.size(), 2u);
  EXPECT_EQ(accounts[0].author, 4u);
  EXPECT_EQ(accounts[0].followers, no_count);
  EXPECT_EQ(accounts[1].posts, 2u);
  EXPECT_EQ(accounts[1].followers, 12);
  EXPECT_EQ(snapshot->largest_author(), 7u);
}
