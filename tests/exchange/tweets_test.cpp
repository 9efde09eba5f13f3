// Tweets of each shape, decoded to the facts in them. Everybody in them is made up and says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "exchange/archives/formats.hpp"

namespace clamor::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Findings decode(const Format& format, std::initializer_list<std::string_view> records) {
  Findings found;
  const auto decoder = format.open();
  for (const auto record : records) {
    const auto before = found.records;
    const auto read = decoder->read({record, {}}, found);
    if (found.records == before) ++found.records;
    if (!read) ++found.unread, ++found.reasons[read.error().detail].times;
  }
  return found;
}

const Page& only_page(const Findings& found) {
  EXPECT_THAT(found.pages, SizeIs(1));
  static const Page none;
  return found.pages.empty() ? none : found.pages.front().page;
}

constexpr std::string_view old_tweet =
    R"({"created_at":"Mon Apr 20 14:00:05 +0000 2020","id":1252238000000000001,"id_str":"1252238000000000001",)"
    R"("text":"corto…","truncated":true,"extended_tweet":{"full_text":"¡Libérenlos ya! &amp; salud #FreeThemAll 🕊",)"
    R"("entities":{"hashtags":[{"text":"FreeThemAll","indices":[0,1]}],"urls":[)"
    R"({"expanded_url":"https://example.org/peticion"},{"expanded_url":"https://twitter.com/i/web/status/1"}],)"
    R"("user_mentions":[{"id_str":"22","screen_name":"cuenta_simulada_2"}]}},)"
    R"("user":{"id_str":"11","screen_name":"cuenta_simulada_1","name":"Cuenta simulada 1","followers_count":7,)"
    R"("friends_count":3,"statuses_count":9,"created_at":"Wed Oct 10 20:19:24 +0000 2018"},)"
    R"("in_reply_to_status_id_str":"1252237000000000000","in_reply_to_user_id_str":"22",)"
    R"("favorite_count":5,"retweet_count":2,"lang":"es","extra_field":1})";

TEST(Tweets, OfTheOldApiAreReadWhole) {
  const Findings found = decode(twarc_format, {old_tweet});
  const Page& page = only_page(found);
  ASSERT_THAT(page.posts, SizeIs(1));
  const Post& post = page.posts.front();
  EXPECT_EQ(post.key, (PostKey{Network::x, "1252238000000000001"}));
  EXPECT_EQ(post.author, (AuthorKey{Network::x, "11"}));
  EXPECT_EQ(post.text, "¡Libérenlos ya! & salud #FreeThemAll 🕊");
  EXPECT_THAT(post.declared_tags, ElementsAre("FreeThemAll"));
  EXPECT_THAT(post.links, ElementsAre("https://example.org/peticion"));
  EXPECT_EQ(post.created_at, parse_rfc3339("2020-04-20T14:00:05Z"));
  EXPECT_EQ(post.language, "es");
  EXPECT_EQ(post.counts.likes, 5);
  EXPECT_EQ(post.counts.boosts, 2);
  EXPECT_FALSE(post.counts.replies) << "not told is not zero";
  EXPECT_TRUE(post.is_reply);
  EXPECT_EQ(post.reply_to, (PostKey{Network::x, "1252237000000000000"}));
  ASSERT_THAT(page.authors, SizeIs(1));
  EXPECT_EQ(page.authors.front().followers, 7);
  EXPECT_EQ(page.authors.front().handle, "cuenta_simulada_1");
  EXPECT_THAT(page.edges, SizeIs(2)) << "an answer, and somebody named";
  EXPECT_EQ(found.pages.front().read_at, post.created_at) << "nothing says when it was read";
  EXPECT_TRUE(found.unknown.contains("extra_field"));
  EXPECT_THAT(found.unknown, SizeIs(1));
}

TEST(Tweets, ARetweetIsABoostOfThePostItHolds) {
  const std::string retweet =
      R"({"created_at":"Mon Apr 20 15:00:00 +0000 2020","id_str":"1252253000000000009","full_text":"RT @…",)"
      R"("user":{"id_str":"33","screen_name":"cuenta_simulada_3","name":"Cuenta simulada 3"},"retweeted_status":)" +
      std::string(old_tweet) + "}";
  const Findings found = decode(twarc_format, {retweet});
  const Page& page = only_page(found);
  EXPECT_THAT(page.posts, SizeIs(1));
  const auto boost = std::ranges::find(page.edges, EdgeKind::boost, &Edge::kind);
  ASSERT_NE(boost, page.edges.end());
  EXPECT_EQ(boost->from.id, "33");
  EXPECT_EQ(boost->post.uri, "1252238000000000001");
  EXPECT_EQ(boost->at, parse_rfc3339("2020-04-20T15:00:00Z"));
  EXPECT_EQ(found.pages.front().read_at, boost->at) << "its counts were read no earlier";
}

TEST(Tweets, OfAProtectedAccountAreLeftOut) {
  const Findings found =
      decode(twarc_format,
             {R"({"created_at":"Mon Apr 20 15:00:00 +0000 2020","id_str":"1252253000000000009","text":"x",)"
              R"("user":{"id_str":"33","screen_name":"cuenta_simulada_3","protected":true}})"});
  EXPECT_THAT(found.pages, IsEmpty());
  EXPECT_EQ(found.reasons.at("a tweet of a protected account").times, 1);
}

constexpr std::string_view new_answer =
    R"({"data":[{"id":"1516000000000000001","author_id":"11","created_at":"2022-04-18T10:00:00.000Z","lang":"und",)"
    R"("text":"a","note_tweet":{"text":"un texto largo #FreeThemAll","entities":{"hashtags":[{"tag":"FreeThemAll"}]}},)"
    R"("entities":{},"edit_history_tweet_ids":["1516000000000000000","1516000000000000001"],)"
    R"("public_metrics":{"retweet_count":1,"reply_count":0,"like_count":2,"quote_count":0,"impression_count":0},)"
    R"("referenced_tweets":[{"type":"quoted","id":"1515000000000000000"}],"conversation_id":"1516000000000000001"},)"
    R"({"id":"1516000000000000002","author_id":"12","created_at":"2022-04-18T11:00:00.000Z","text":"RT @x: #FreeThemAll",)"
    R"("entities":{"hashtags":[{"tag":"FreeThemAll"}]},"referenced_tweets":[{"type":"retweeted","id":"1514000000000000000"}]},)"
    R"({"id":"sin número","author_id":"12","text":"x"}],)"
    R"("includes":{"users":[{"id":"11","username":"cuenta_simulada_1","name":"Cuenta simulada 1",)"
    R"("public_metrics":{"followers_count":70,"following_count":1,"tweet_count":2}}],"tweets":[)"
    R"({"id":"1515000000000000000","author_id":"13","created_at":"2022-04-15T10:00:00.000Z","text":"citado"}]},)"
    R"("errors":[{"title":"Not Found Error"}],"__twarc":{"retrieved_at":"2022-05-01T00:00:00+00:00"}})";

TEST(Tweets, OfAnAnswerOfTheNewApiAreReadOneByOne) {
  const Findings found = decode(twarc_format, {new_answer});
  EXPECT_EQ(found.records, 3);
  EXPECT_EQ(found.unread, 1);
  const Page& page = only_page(found);
  EXPECT_EQ(found.pages.front().read_at, parse_rfc3339("2022-05-01T00:00:00Z"));
  ASSERT_THAT(page.posts, SizeIs(2)) << "one, and the one it quotes";
  const Post& post = page.posts.front();
  EXPECT_EQ(post.key.uri, "1516000000000000000") << "the first version names an edited post";
  EXPECT_TRUE(post.edited_at);
  EXPECT_EQ(post.text, "un texto largo #FreeThemAll");
  EXPECT_EQ(post.language, "");
  EXPECT_FALSE(post.counts.views) << "0 stands for not counted";
  EXPECT_EQ(post.counts.replies, 0);
  EXPECT_EQ(post.quote_of, (PostKey{Network::x, "1515000000000000000"}));
  ASSERT_THAT(found.pages.front().absent, SizeIs(1)) << "the boosted post is not in the answer";
  EXPECT_THAT(found.pages.front().absent.front().declared_tags, ElementsAre("FreeThemAll"));
}

TEST(Tweets, OfTheArchiveOfAnAccountAreItsOwners) {
  const Findings found = decode(
      x_archive_format,
      {R"({"account":{"accountId":"11","username":"cuenta_simulada_1","accountDisplayName":"Cuenta simulada 1"}})",
       R"({"tweet":{"id_str":"1252238000000000001","created_at":"Mon Apr 20 14:00:05 +0000 2020","full_text":"#FreeThemAll",)"
       R"("entities":{"hashtags":[{"text":"FreeThemAll"}]},"favorite_count":"4","retweet_count":"1"}})",
       R"({"tweet":{"id_str":"1252238000000000002","full_text":"RT @otra: hola"}})"});
  const Page& page = only_page(found);
  ASSERT_THAT(page.posts, SizeIs(1));
  EXPECT_EQ(page.posts.front().author.id, "11");
  EXPECT_EQ(page.posts.front().counts.likes, 4);
  EXPECT_EQ(found.reasons.at("a retweet without the tweet it repeats").times, 1);
}

TEST(Tweets, OfOneScriptOfAnArchiveHaveNoAuthor) {
  EXPECT_EQ(
      decode(x_archive_format, {R"({"tweet":{"id_str":"1252238000000000001","full_text":"x"}})"}).unread, 1);
}

TEST(Tweets, OfAWebPageAreReadAsZeeschuimerKeepsThem) {
  const Findings found = decode(
      zeeschuimer_format,
      {R"({"item_id":"1","timestamp_collected":1650000000000,"source_platform":"twitter.com","data":{"rest_id":"1500000000000000001",)"
       R"("core":{"user_results":{"result":{"rest_id":"11","legacy":{"screen_name":"cuenta_simulada_1","followers_count":3}}}},)"
       R"("views":{"count":"120"},"legacy":{"created_at":"Sat Mar 05 06:46:00 +0000 2022","full_text":"#FreeThemAll",)"
       R"("entities":{"hashtags":[{"text":"FreeThemAll"}]},"favorite_count":1,"conversation_id_str":"1500000000000000001"}}})",
       R"({"item_id":"2","timestamp_collected":1650000000000,"source_platform":"pinterest.com","data":{}})"});
  const Page& page = only_page(found);
  ASSERT_THAT(page.posts, SizeIs(1));
  EXPECT_EQ(page.posts.front().counts.views, 120);
  EXPECT_EQ(page.posts.front().author.id, "11");
  EXPECT_EQ(found.pages.front().read_at, UtcTime{Millis{1650000000000}});
  EXPECT_EQ(found.unread, 1);
}

TEST(Tweets, BrokenRecordsAreCountedAndCostNothingElse) {
  const Findings found = decode(twarc_format, {"{", "[]", "null", R"({"limit":{"track":3}})", "{}", old_tweet,
                                               R"({"id_str":"12","user":{},"text":3})"});
  EXPECT_EQ(found.unread, 6);
  EXPECT_THAT(found.pages, SizeIs(1));
}

std::optional<std::filesystem::path> fixtures() {
  const char* given = std::getenv("CLAMOR_SHARED");
  const std::filesystem::path shared = given != nullptr ? given : CLAMOR_SOURCE_DIR "/../shared";
  const auto folder = shared / "fixtures" / "x";
  return std::filesystem::exists(folder) ? std::optional(folder) : std::nullopt;
}

// The numbers are those of jq over the same files.
TEST(RecordedTweets, AreReadToTheLastOne) {
  const auto folder = fixtures();
  if (!folder) GTEST_SKIP() << "needs ../shared";
  struct Case {
    const char* file;
    std::int64_t records;  // .data | length
    std::size_t boosts;    // tweets of .data that retweet
  };
  for (const Case& one :
       {Case{"v1_1_tweets.jsonl", 3, 3}, Case{"v2_pages.jsonl", 18, 11},
        Case{"v2_search_page_with_errors_es.json", 100, 73}, Case{"v2_single_tweet.json", 1, 0},
        Case{"v2_video.json", 1, 0}, Case{"v2_geo.json", 2, 1}}) {
    SCOPED_TRACE(one.file);
    auto archive = Archive::open((*folder / one.file).string(), nullptr);
    ASSERT_TRUE(archive) << archive.error().detail;
    Findings found;
    while (true) {
      const auto more = (*archive)->next(found);
      ASSERT_TRUE(more) << more.error().detail;
      if (!*more) break;
    }
    EXPECT_EQ(found.records, one.records);
    EXPECT_EQ(found.unread, 0);
    EXPECT_THAT(found.unknown, IsEmpty());
    std::size_t boosts = 0;
    for (const auto& page : found.pages) {
      boosts += static_cast<std::size_t>(std::ranges::count(page.page.edges, EdgeKind::boost, &Edge::kind));
      for (const Post& post : page.page.posts) EXPECT_TRUE(post.created_at);
    }
    EXPECT_EQ(boosts, one.boosts);
  }
}

}  // namespace
}  // namespace clamor::exchange
