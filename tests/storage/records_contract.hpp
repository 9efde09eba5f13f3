#pragma once
// What every store promises about whole records (storage/records.hpp). Belongs to the contract suite.

#include <set>

#include "storage/records.hpp"
#include "tests/storage/store_contract.hpp"

namespace clamor::storage::test {

inline std::vector<PostRecord> kept_posts(RecordReader& reader) {
  std::vector<PostRecord> all;
  reader.each_kept_post([&](const PostRecord& record) { all.push_back(record); });
  return all;
}
inline std::vector<PostRecord> charted_posts(RecordReader& reader) {
  std::vector<PostRecord> all;
  reader.each_charted_post([&](const PostRecord& record) { all.push_back(record); });
  return all;
}

TEST_P(StoreContract, ARecordOfAPostHoldsAllThatWasSaved) {
  PreparedPost given = with_counts(post(1, {"FreeThemAll", "otra"}), 5, 2);
  given.post.reply_to = post(9).post.key;
  given.post.quote_of = post(8).post.key;
  given.post.is_reply = true;
  given.post.media = 2;
  given.post.edited_at = at_minute(3);
  given.post.indexed_at = at_minute(1);
  given.links = {"https://example.org/b", "https://example.org/a"};
  given.themes = {"release"};
  given.detected_language = "es";
  save(writer(), page({given}, "uno", 100));
  save(writer(), page({given}, "dos", 101));
  const auto reader = open_record_reader(url_);
  const auto records = charted_posts(*reader);
  ASSERT_EQ(records.size(), 1u);
  const PostRecord& r = records[0];
  EXPECT_EQ(r.post.key, given.post.key);
  EXPECT_EQ(r.post.author, given.post.author);
  EXPECT_EQ(r.post.text, given.post.text);
  EXPECT_EQ(r.post.declared_tags, given.hashtags);
  EXPECT_EQ(r.post.created_at, given.post.created_at);
  EXPECT_EQ(r.post.edited_at, given.post.edited_at);
  EXPECT_EQ(r.post.reply_to, given.post.reply_to);
  EXPECT_EQ(r.post.quote_of, given.post.quote_of);
  EXPECT_FALSE(r.post.root);
  EXPECT_EQ(r.post.links, (std::vector<std::string>{"https://example.org/a", "https://example.org/b"}));
  EXPECT_EQ(r.post.counts, given.post.counts);
  EXPECT_EQ(r.themes, given.themes);
  EXPECT_EQ(r.charted_at, given.charted_at);
  EXPECT_EQ(r.first_seen, at_minute(100));
  EXPECT_TRUE(r.home);
  ASSERT_EQ(r.mentions.size(), 1u);
  EXPECT_EQ(r.mentions[0].spelling, "FreeThemAll");
  EXPECT_TRUE(r.mentions[0].tracked);
  ASSERT_EQ(r.sightings.size(), 2u);
  EXPECT_EQ(r.sightings[1].source, "dos");
  EXPECT_EQ(r.sightings[1].indexed_at, at_minute(1));
  ASSERT_EQ(r.readings.size(), 2u);
  EXPECT_TRUE(r.readings[0].home);
  EXPECT_FALSE(r.readings[1].home);
  EXPECT_EQ(r.readings[1].counts.likes, 5);
}

TEST_P(StoreContract, RecordsOfPostsAreAsManyAsTheTotalsSay) {
  for (const PreparedPage& one : ledger(7, 12, 60, 10)) save(writer(), one);
  writer().mark_deleted(post(1).post.key, at_minute(900));
  const auto reader = open_record_reader(url_);
  const auto charted = charted_posts(*reader);
  EXPECT_EQ(static_cast<std::int64_t>(charted.size()), reader->totals().posts);
  EXPECT_GT(kept_posts(*reader).size(), charted.size());  // some have no tracked hashtag
  EXPECT_TRUE(std::ranges::is_sorted(charted, {}, &PostRecord::charted_at));
  std::int64_t authors = 0, boosters = 0, posts = 0, nobodys = 0;
  reader->each_author([&](const AuthorRecord& author) {
    authors += author.posts > 0;
    boosters += author.boosts > 0;
    posts += author.posts;
    EXPECT_EQ(author.first_post.has_value(), author.posts > 0);
  });
  for (const PostRecord& record : charted) nobodys += record.post.author.id.empty();
  EXPECT_EQ(authors, reader->totals().authors);
  EXPECT_EQ(boosters, reader->totals().boosters);
  EXPECT_EQ(posts + nobodys, reader->totals().posts);
}

TEST_P(StoreContract, WhatIsLeftOfADeletedPostIsAnHourAndItsHashtags) {
  save(writer(), page({with_counts(post(1, {"FreeThemAll"}, 1, 20), 5, 1)}));
  writer().mark_deleted(post(1).post.key, at_minute(200));
  const auto records = kept_posts(*open_record_reader(url_));
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].deleted_at, at_minute(200));
  EXPECT_EQ(records[0].post.author.id, "");
  EXPECT_EQ(records[0].post.text, "");
  EXPECT_TRUE(records[0].readings.empty());
  EXPECT_EQ(records[0].mentions[0].fate, MentionFate::deleted);
  EXPECT_EQ(records[0].charted_at, std::chrono::floor<std::chrono::hours>(records[0].charted_at));
}

TEST_P(StoreContract, ATieAddsUpWhatOneAccountDidWithAnother) {
  PreparedPage one = page(
      {post(1), post(2, {"FreeThemAll"}, 1, 5), post(3, {"FreeThemAll"}, 2, 9), post(4, {"nada"}, 1, 10)});
  const auto boost = [&](int number, int actor) {
    return Edge{EdgeKind::boost,       author_key(actor), std::nullopt,
                post(number).post.key, std::nullopt,      {},
                at_minute(50 + number)};
  };
  one.edges = {boost(1, 9),
               boost(2, 9),
               boost(4, 9),
               {EdgeKind::reply, author_key(2), std::nullopt, post(3).post.key, post(1).post.key, {}, {}}};
  save(writer(), one);
  const auto reader = open_record_reader(url_);
  std::vector<Tie> ties;
  reader->each_tie([&](const Tie& tie) { ties.push_back(tie); });
  ASSERT_EQ(ties.size(), 2u);
  const auto& boosts = ties[0].kind == EdgeKind::boost ? ties[0] : ties[1];
  const auto& reply = ties[0].kind == EdgeKind::boost ? ties[1] : ties[0];
  EXPECT_EQ(boosts.from, author_key(9));
  EXPECT_EQ(boosts.to, author_key(1));
  EXPECT_EQ(boosts.times, 2);
  EXPECT_EQ(boosts.first, at_minute(51));
  EXPECT_EQ(boosts.last, at_minute(52));
  EXPECT_EQ(reply.to, author_key(1));
  EXPECT_EQ(reply.first, at_minute(9));
  int edges = 0, counted = 0;
  reader->each_edge([&](const EdgeRecord& edge) {
    ++edges;
    counted += edge.counted;
  });
  EXPECT_EQ(edges, 4);
  EXPECT_EQ(counted, 3);
}

TEST_P(StoreContract, ALinkKnowsHowMuchItWasShared) {
  PreparedPost a = post(1), b = post(2, {"FreeThemAll"}, 2, 1), c = post(3, {"FreeThemAll"}, 2, 2),
               d = post(4, {"nada"}, 3, 3);
  a.links = b.links = c.links = d.links = {"https://example.org/peticion"};
  save(writer(), page({a, b, c, d}));
  std::vector<LinkRecord> links;
  open_record_reader(url_)->each_link([&](const LinkRecord& link) { links.push_back(link); });
  ASSERT_EQ(links.size(), 3u);
  EXPECT_EQ(links[0].post, a.post.key);
  EXPECT_EQ(links[0].author, a.post.author);
  EXPECT_EQ(links[0].posts, 3);
  EXPECT_EQ(links[0].authors, 2);
}

TEST_P(StoreContract, SourcesAndCursorsAreToldAlsoWhenTheCampaignDroppedThem) {
  PreparedPage one = page({post(1)}, "dos");
  one.cursor = Cursor{"9", "3", true};
  save(writer(), one);
  CampaignSetup fewer = campaign();
  fewer.sources.erase(fewer.sources.begin() + 1);
  writer().set_campaign(fewer, at_minute(300));
  const auto reader = open_record_reader(url_);
  EXPECT_EQ(reader->all_sources().size(), 3u);
  const auto cursors = reader->cursors();
  ASSERT_EQ(cursors.size(), 1u);
  EXPECT_EQ(cursors[0].source, "dos");
  EXPECT_EQ(cursors[0].cursor, (Cursor{"9", "3", true}));
}

}  // namespace clamor::storage::test
