#pragma once
// What every store promises about reading again and about what is followed (storage/following.hpp). Belongs
// to the contract suite.

#include "storage/following.hpp"
#include "storage/records.hpp"
#include "tests/storage/store_contract.hpp"

namespace clamor::storage::test {

inline PreparedPage reread(std::vector<PreparedPost> posts, std::int64_t minute,
                           const std::string& source = "uno") {
  PreparedPage p = page(std::move(posts), source, minute);
  p.tag.clear();
  p.reread = true;
  return p;
}

TEST_P(StoreContract, ReadingAgainAddsReadingsAndNoSighting) {
  save(writer(), page({with_counts(post(1), 1, 0)}, "dos", 100));
  const Saved again = save(writer(), reread({with_counts(post(1), 4, 2), with_counts(post(2), 9, 9)}, 120));
  EXPECT_EQ(again.new_readings, 1);
  EXPECT_EQ(again.new_sightings + again.new_posts, 0) << "post 2 was never seen in a feed";
  EXPECT_EQ(reader().totals().engagement, 6);
  EXPECT_EQ(reader().sources()[0].posts, 0);
  EXPECT_EQ(reader().sources()[1].posts, 1);
  expect_clean();
}

TEST_P(StoreContract, AServerThatIsNoSourceIsReadAgainUnderItsOwnName) {
  PreparedPost far = post(1);
  far.post.key.uri = "https://lejos.example/1";
  save(writer(), page({with_counts(far, 9, 9)}, "uno", 100));
  PreparedPage home = reread({with_counts(far, 4, 2)}, 110);
  home.source.clear();
  home.vantage = "https://lejos.example";
  save(writer(), home);
  const auto rows = posts_of(reader());
  EXPECT_EQ(rows.at(0).counts.likes, 4);
  EXPECT_TRUE(detail_of(reader(), rows.at(0).id).home_vantage);
  EXPECT_EQ(reader().sources()[0].last_success, at_minute(100)) << "nobody of ours was asked";
  expect_clean();
}

TEST_P(StoreContract, AnEditThatDropsTheTagIsFollowed) {
  save(writer(), page({post(1)}));
  PreparedPost edited = post(1, {"otra"});
  edited.post.edited_at = at_minute(5);
  edited.post.text = "sin la etiqueta";
  save(writer(), reread({edited}, 120));
  EXPECT_EQ(reader().totals().posts, 0);
  EXPECT_EQ(reader().totals().edited_away, 1);
  PreparedPost back = post(1);
  back.post.edited_at = at_minute(9);
  save(writer(), reread({back}, 130));
  EXPECT_EQ(reader().totals().posts, 1);
  EXPECT_EQ(reader().totals().edited_away, 0);
  expect_clean();
}

TEST_P(StoreContract, APostFoundGoneLeavesNothingToFollow) {
  PreparedPage first = page({with_counts(post(1), 3, 1), post(2)});
  first.edges = {{EdgeKind::boost, author_key(9), author_key(1), post(1).post.key, {}, {}, at_minute(5)}};
  first.boosters_read = {{post(1).post.key, at_minute(100), 1}};
  save(writer(), first);
  PreparedPage gone = reread({}, 120);
  gone.deleted = {post(1).post.key};
  save(writer(), gone);
  EXPECT_EQ(reader().totals().deleted, 1);
  EXPECT_EQ(reader().totals().posts, 2) << "one of them anonymous";
  save(writer(), reread({with_counts(post(1), 8, 8)}, 130));
  EXPECT_EQ(reader().totals().deleted, 1);
  const auto following = writer().following();
  const auto ids = following->charted({at_minute(-60), at_minute(60)});
  ASSERT_EQ(ids.size(), 1u);
  EXPECT_EQ(following->posts(ids).at(0).key, post(2).post.key);
  expect_clean();
}

TEST_P(StoreContract, WhoIsKeptOutIsNotBroughtBackByReadingAgain) {
  save(writer(), page({with_counts(post(1), 3, 1), post(2, {"FreeThemAll"}, 2)}));
  PreparedPage told = reread({with_counts(post(1), 5, 1)}, 120);
  told.source.clear();
  told.opted_out = {author_key(1)};
  save(writer(), told);
  EXPECT_EQ(reader().totals().opted_out, 1);
  save(writer(), told);
  EXPECT_EQ(reader().totals().opted_out, 1);
  EXPECT_EQ(reader().totals().posts, 2);
  EXPECT_EQ(writer().following()->charted({at_minute(-60), at_minute(60)}).size(), 1u);
  expect_clean();
}

TEST_P(StoreContract, WhatIsFollowedIsToldWithItsLastTwoReadings) {
  save(writer(),
       page({with_counts(post(1, {"FreeThemAll", "Viralicemos"}), 1, 0), post(2, {"otra"})}, "uno", 100));
  save(writer(), page({with_counts(post(1), 1, 0)}, "uno", 110));
  save(writer(), page({with_counts(post(1), 2, 0)}, "uno", 120));
  save(writer(), page({with_counts(post(1), 1, 1)}, "dos", 121));
  const auto following = writer().following();
  const auto ids = following->charted({at_minute(0), at_minute(1)});
  ASSERT_EQ(ids.size(), 1u) << "two mentions are one post, and a post without a tracked tag is not followed";
  EXPECT_TRUE(following->charted({at_minute(1), at_minute(99)}).empty());
  const std::vector<std::int64_t> asked{ids[0], 999'999};
  const auto posts = following->posts(asked);
  ASSERT_EQ(posts.size(), 1u);
  const FollowedPost& known = posts[0];
  EXPECT_EQ(known.id, ids[0]);
  EXPECT_EQ(known.author, author_key(1));
  EXPECT_EQ(known.at, at_minute(0));
  ASSERT_EQ(known.seen.size(), 2u);
  EXPECT_EQ(known.seen[0].source, "uno");
  EXPECT_EQ(known.seen[0].native_id, "11");
  ASSERT_EQ(known.vantages.size(), 2u);
  const auto& home = known.vantages[0];
  EXPECT_EQ(home.server, "https://uno.example");
  EXPECT_TRUE(home.home);
  EXPECT_EQ(home.newest.at, at_minute(120));
  EXPECT_EQ(home.newest.counts.likes, 2);
  ASSERT_TRUE(home.before);
  EXPECT_EQ(home.before->at, at_minute(100));
  EXPECT_EQ(home.before->until, at_minute(110));
  EXPECT_FALSE(known.vantages[1].before);
}

TEST_P(StoreContract, WhatWasMetLateAndNeverReadAtHomeIsToldTheNewestFirst) {
  PreparedPost far = post(1), later = post(2), read_at_home = post(3), young = post(4);
  for (PreparedPost* one : {&far, &later, &young})
    one->post.key.uri = "https://lejos.example/" + one->post.native_id;
  young.charted_at = at_minute(95);
  young.post.created_at = young.charted_at;
  save(writer(), page({with_counts(far, 1, 0), with_counts(read_at_home, 1, 0)}, "uno", 100));
  save(writer(), page({with_counts(later, 1, 0), with_counts(young, 1, 0)}, "uno", 110));
  const auto following = writer().following();
  const auto keys = [&](std::int64_t met_since) {
    const auto ids = following->met_late(at_minute(met_since), at_minute(90));
    std::vector<std::string> uris;
    for (const FollowedPost& one : following->posts(ids)) uris.push_back(one.key.uri);
    return uris;
  };
  EXPECT_EQ(keys(100), (std::vector{later.post.key.uri, far.post.key.uri}));
  EXPECT_EQ(keys(105), (std::vector{later.post.key.uri}));
}

TEST_P(StoreContract, TheAgeOfCountsIsThatOfTheHomeServersElseTheNewest) {
  save(writer(), page({with_counts(post(1, {"FreeThemAll", "Viralicemos"}), 1, 0)}, "uno", 100));
  save(writer(), page({with_counts(post(1), 1, 0)}, "uno", 110));
  save(writer(), page({with_counts(post(1), 5, 5)}, "dos", 121));
  PreparedPost far = post(2, {"FreeThemAll"}, 2, 10);
  far.post.key.uri = "https://lejos.example/2";
  save(writer(), page({with_counts(far, 1, 1)}, "dos", 121));
  save(writer(), page({with_counts(far, 3, 3)}, "uno", 122));
  save(writer(), page({post(3, {"FreeThemAll"}, 3, 20)}, "uno", 123));
  std::vector<CountsAge> ages;
  writer().following()->each_age({at_minute(0), at_minute(21)}, [&](const CountsAge& age) { ages.push_back(age); });
  ASSERT_EQ(ages.size(), 3u) << "two mentions are one post";
  EXPECT_EQ(ages[0].at, at_minute(0));
  EXPECT_EQ(ages[0].since, at_minute(100));
  EXPECT_EQ(ages[0].until, at_minute(110));
  EXPECT_EQ(ages[1].network, Network::fediverse);
  EXPECT_EQ(ages[1].since, at_minute(122));
  EXPECT_FALSE(ages[2].until) << "nobody gave counts";
  writer().following()->each_age({at_minute(21), at_minute(99)}, [&](const CountsAge&) { FAIL(); });
}

TEST_P(StoreContract, TheNewestListOfBoostersIsRemembered) {
  save(writer(), page({with_counts(post(1), 0, 7)}));
  PreparedPage list = reread({}, 120);
  list.boosters_read = {{post(1).post.key, at_minute(120), 7}, {post(5).post.key, at_minute(120), 7}};
  save(writer(), list);
  list.boosters_read = {{post(1).post.key, at_minute(110), 3}};
  save(writer(), list);
  const auto following = writer().following();
  const auto known = following->posts(following->charted({at_minute(0), at_minute(1)}));
  EXPECT_EQ(known.at(0).vantages.at(0).boosters_at, at_minute(120));
  EXPECT_EQ(known.at(0).vantages.at(0).boosters, 7);
  expect_clean();
}

TEST_P(StoreContract, ABoostKeepsTheIntervalInWhichItWasFirstSeen) {
  const auto boost = [](std::int64_t from, std::int64_t to) {
    return Edge{EdgeKind::boost, author_key(9), author_key(1), post(1).post.key, {},
                at_minute(from), at_minute(to)};
  };
  PreparedPage one = page({post(1)});
  one.edges = {boost(10, 20), boost(20, 40)};
  save(writer(), one);
  one.edges = {boost(5, 10), boost(0, 20)};
  save(writer(), one);
  std::vector<Edge> found;
  open_record_reader(url_)->each_edge([&](const EdgeRecord& record) { found.push_back(record.edge); });
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].not_before, at_minute(5));
  EXPECT_EQ(found[0].at, at_minute(10));
}

TEST_P(StoreContract, AuthorsAreFollowedWithTheirNewestFollowers) {
  PreparedPage one = page({post(1, {"FreeThemAll"}, 1, 0), post(2, {"FreeThemAll"}, 2, 50)});
  one.authors.emplace_back().key = author_key(1);
  one.authors.back().followers = 12;
  save(writer(), one);
  const auto all = writer().following()->authors(at_minute(0));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].key, author_key(1));
  EXPECT_EQ(all[0].followers, 12);
  EXPECT_EQ(all[0].read_at, at_minute(100));
  EXPECT_EQ(all[1].newest_post, at_minute(50));
  EXPECT_FALSE(all[1].read_at);
  EXPECT_EQ(writer().following()->authors(at_minute(10)).size(), 1u);
}

}  // namespace clamor::storage::test
