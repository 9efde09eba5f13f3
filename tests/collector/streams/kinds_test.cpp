#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/collector/sources/support.hpp"
#include "tests/collector/streams/messages.hpp"

namespace clamor::collector::test {
namespace {

using testing::HasSubstr;

const UtcTime noon = *parse_rfc3339("2026-07-01T12:00:00Z");

config::Source jetstream_source() {
  config::Source source;
  source.kind = "bluesky";
  source.server = "https://bsky.social";
  source.jetstream = "wss://jetstream2.us-east.bsky.network";
  return source;
}
config::Source mastodon_source() {
  config::Source source;
  source.kind = "mastodon";
  source.server = "https://servidor.example";
  source.stream = true;
  return source;
}

StreamNews read(const config::Source& source, const net::StreamMessage& message) {
  const StreamAsk ask{source, {}, {}, "", {}};
  auto news = make_stream(source)->read(message, ask);
  EXPECT_TRUE(news) << news.error().detail;
  return news ? std::move(*news) : StreamNews{};
}

TEST(Streams, AreAskedForByTheirKindsOwnKey) {
  EXPECT_TRUE(make_stream(jetstream_source()));
  EXPECT_TRUE(make_stream(mastodon_source()));
  config::Source quiet = mastodon_source();
  quiet.stream = false;
  EXPECT_FALSE(make_stream(quiet));
}

TEST(Jetstream, IsAskedForPostsOnlyAndFromALittleBeforeItStopped) {
  const config::Source source = jetstream_source();
  const std::string posts =
      "wss://jetstream2.us-east.bsky.network/subscribe?wantedCollections=app.bsky.feed.post";
  EXPECT_EQ(make_stream(source)->request({source, {}, {}, "", {}}).url, posts);
  EXPECT_EQ(make_stream(source)->request({source, {}, {}, "", noon}).url,
            posts + "&cursor=" + std::to_string(micros(noon) - 5'000'000));
}

TEST(Jetstream, TellsPostsThatHaveHashtags) {
  const StreamNews news = read(jetstream_source(), event("create", "k1", noon, "Uno"));
  ASSERT_EQ(news.page.posts.size(), 1u);
  const Post& post = news.page.posts[0];
  EXPECT_EQ(post.key.uri, "at://did:plc:simulada17/app.bsky.feed.post/k1");
  EXPECT_EQ(post.author.id, "did:plc:simulada17");
  EXPECT_THAT(post.declared_tags, testing::ElementsAre("Uno"));
  EXPECT_FALSE(post.counts.any()) << "nothing was counted: that is not zero";
  EXPECT_EQ(post.indexed_at, noon);
  EXPECT_TRUE(news.page.authors.empty()) << "a DID is no profile";
  EXPECT_EQ(news.at, noon);
  EXPECT_FALSE(news.edited);
  EXPECT_TRUE(read(jetstream_source(), event("create", "k2", noon)).page.posts.empty());
}

TEST(Jetstream, ReadsAPostAsTheSearchDoes) {
  const auto search = make_source("bluesky");
  const auto page = search->parse(answer(200, search_page("k1", noon, "Uno")), {}, "https://bsky.social", {});
  ASSERT_TRUE(page);
  Post found = page->page.posts.at(0);
  const Post told = read(jetstream_source(), event("create", "k1", noon, "Uno")).page.posts.at(0);
  found.counts = {};
  EXPECT_EQ(line_of(told), line_of(found));
  EXPECT_EQ(told.key, found.key);
  EXPECT_EQ(told.author, found.author);
}

TEST(Jetstream, TellsDeletionsAndEdits) {
  const StreamNews gone = read(jetstream_source(), event("delete", "k1", noon));
  ASSERT_EQ(gone.deleted.size(), 1u);
  EXPECT_EQ(gone.deleted[0].uri, "at://did:plc:simulada17/app.bsky.feed.post/k1");
  const StreamNews edit = read(jetstream_source(), event("update", "k1", noon));
  EXPECT_TRUE(edit.edited);
  ASSERT_EQ(edit.page.posts.size(), 1u) << "also without a hashtag: it may have had one";
  EXPECT_EQ(edit.page.posts[0].edited_at, noon);
}

TEST(Jetstream, OtherEventsTellOnlyTheTime) {
  const StreamNews news = read(jetstream_source(), tick(noon));
  EXPECT_EQ(news.at, noon);
  EXPECT_TRUE(news.page.posts.empty());
}

TEST(Jetstream, RefusesWhatIsNoEvent) {
  const config::Source source = jetstream_source();
  for (const char* rubbish :
       {"", "{", "[]", "1", "{}", R"({"did":"x","time_us":1})", R"({"did":"did:plc:a"})",
        R"({"did":"did:plc:a","time_us":-1})", R"({"did":"did:plc:a","time_us":"1"})"})
    EXPECT_FALSE(make_stream(source)->read({"", rubbish}, {source, {}, {}, "", {}})) << rubbish;
  // Whole, but with holes: nothing is told, nothing breaks.
  for (const char* odd :
       {R"({"did":"did:plc:a","time_us":1,"kind":"commit"})",
        R"({"did":"did:plc:a","time_us":1,"kind":"commit","commit":{"collection":"app.bsky.feed.post"}})",
        R"({"did":"did:plc:a","time_us":1,"kind":"commit","commit":{"collection":"app.bsky.feed.post",)"
        R"("operation":"create","rkey":"k","record":{"facets":7,"tags":["Uno"]}}})"})
    EXPECT_TRUE(read(source, {"", odd}).deleted.empty()) << odd;
}

TEST(Jetstream, ReadsWhatWasRecorded) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << "../shared is not here";
  std::istringstream lines(read_file(*shared / "fixtures/bluesky/jetstream_v1_window.jsonl"));
  int events = 0, posts = 0;
  for (std::string line; std::getline(lines, line); ++events) {
    const StreamNews news = read(jetstream_source(), {"", line});
    EXPECT_TRUE(news.at);
    EXPECT_TRUE(news.page.issues.empty());
    for (const Post& post : news.page.posts) {
      ++posts;
      EXPECT_FALSE(post.declared_tags.empty());
      EXPECT_TRUE(post.key.uri.starts_with("at://" + post.author.id + "/app.bsky.feed.post/"));
    }
  }
  EXPECT_GT(events, 50);
  EXPECT_GT(posts, 0);
}

TEST(MastodonStream, GoesWhereTheServerSaysOnItsOwnSiteOnly) {
  const config::Source source = mastodon_source();
  const auto url = [&](const std::string& told) {
    ServerFacts facts;
    facts.streaming = told;
    const auto request = make_stream(source)->request({source, facts, Secret("t"), "Educación", {}});
    EXPECT_EQ(request.bearer.reveal(), "t");
    return request.url;
  };
  const std::string path = "/api/v1/streaming/hashtag?tag=Educaci%C3%B3n";
  EXPECT_EQ(url(""), "https://servidor.example" + path);
  EXPECT_EQ(url("wss://streaming.servidor.example"), "https://streaming.servidor.example:443" + path);
  for (const char* elsewhere :
       {"wss://other.example", "ws://streaming.servidor.example", "rubbish", "https://127.0.0.1"})
    EXPECT_EQ(url(elsewhere), "https://servidor.example" + path) << elsewhere;
}

TEST(MastodonStream, TellsPostsEditsAndDeletions) {
  const StreamNews news = read(mastodon_source(), {"update", status(7, "Uno")});
  ASSERT_EQ(news.page.posts.size(), 1u);
  EXPECT_EQ(news.page.posts[0].key.uri, "https://servidor.example/post/7");
  EXPECT_FALSE(news.edited);
  const StreamNews edit =
      read(mastodon_source(), {"status.update", status(7, "Otro", "2026-07-01T12:00:00Z")});
  EXPECT_TRUE(edit.edited);
  EXPECT_EQ(edit.page.posts.at(0).edited_at, noon);
  EXPECT_THAT(read(mastodon_source(), {"delete", "7"}).deleted_ids, testing::ElementsAre("7"));
  EXPECT_TRUE(read(mastodon_source(), {"filters_changed", ""}).page.posts.empty());
}

TEST(MastodonStream, ReadsWhatWasRecorded) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << "../shared is not here";
  for (const char* name : {"stream_update", "stream_delete"}) {
    const std::string text = read_file(*shared / "fixtures/mastodon" / (std::string(name) + ".json"));
    const auto document = JsonDocument::read(text);
    ASSERT_TRUE(document);
    const StreamNews news =
        read(mastodon_source(), {text_or(document->root(), "event"), text_or(document->root(), "payload")});
    EXPECT_EQ(news.page.posts.size() + news.deleted_ids.size(), 1u) << name;
    EXPECT_TRUE(news.page.issues.empty());
  }
}

TEST(MastodonStream, RefusesRubbish) {
  const config::Source source = mastodon_source();
  for (const net::StreamMessage& rubbish :
       {net::StreamMessage{"update", "{"}, net::StreamMessage{"update", ""}, net::StreamMessage{"delete", ""},
        net::StreamMessage{"delete", std::string(99, '1')}}) {
    const auto news = make_stream(source)->read(rubbish, {source, {}, {}, "", {}});
    EXPECT_TRUE(!news || news->page.posts.empty()) << rubbish.data;
  }
}

}  // namespace
}  // namespace clamor::collector::test
