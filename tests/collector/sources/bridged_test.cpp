#include "collector/sources/bridged.hpp"

#include <gtest/gtest.h>

#include "tests/collector/sources/support.hpp"

namespace clamor::collector::test {
namespace {

const std::string copy_id = "https://bsky.brid.gy/convert/ap/at://did:plc:abc123/app.bsky.feed.post/3k2a";

TEST(Bridged, ACopyOfABlueskyPostIsThatPost) {
  const auto original = original_on_bluesky(copy_id);
  ASSERT_TRUE(original);
  EXPECT_EQ(original->post, (PostKey{Network::bluesky, "at://did:plc:abc123/app.bsky.feed.post/3k2a"}));
  EXPECT_EQ(original->author, (AuthorKey{Network::bluesky, "did:plc:abc123"}));
  for (const auto* other : {"", "https://bsky.brid.gy/convert/ap/",
                            "https://bsky.brid.gy/convert/ap/at://did:plc:a/app.bsky.feed.like/3",
                            "https://bsky.brid.gy/convert/ap/at://a.bsky.social/app.bsky.feed.post/3",
                            "https://bsky.brid.gy/convert/ap/at://did:plc:a/app.bsky.feed.post/",
                            "https://bsky.brid.gy/convert/ap/at://did:plc:a/app.bsky.feed.post/3/4",
                            "https://web.brid.gy/convert/ap/https://example.org/",
                            "https://evil.example/convert/ap/at://did:plc:a/app.bsky.feed.post/3"})
    EXPECT_FALSE(original_on_bluesky(other)) << other;
}

TEST(Bridged, ACopyOfAMastodonPostIsThatPost) {
  for (const auto* address :
       {"https://social.example/@Ana/115", "https://social.example/users/Ana/statuses/115"}) {
    const auto original = original_in_fediverse(address);
    ASSERT_TRUE(original) << address;
    EXPECT_EQ(original->post.uri, "https://social.example/users/Ana/statuses/115");
    EXPECT_EQ(original->author, (AuthorKey{Network::fediverse, "ana@social.example"}));
  }
  for (const auto* other : {"", "http://social.example/@Ana/115", "https://social.example/notes/9abc",
                            "https://social.example/@Ana", "https://social.example/@Ana/x", "https:///@Ana/1",
                            "https://social.example/@Ana/1/2", "https://social.example/users/Ana/outbox/1"})
    EXPECT_FALSE(original_in_fediverse(other)) << other;
}

// Both ways round, what two networks tell of one post has one key.
TEST(Bridged, ThePostAndItsCopyMeetInOneRow) {
  const auto status =
      make_source("mastodon")
          ->parse(
              answer(
                  200,
                  R"([{"id":"7","uri":")" + copy_id +
                      R"(","created_at":"2026-01-01T00:00:00Z","content":"<p>#FreeThemAll</p>","favourites_count":3,)" +
                      R"("tags":[{"name":"freethemall"}],"account":{"id":"1","username":"ana.bsky.social",)" +
                      R"("acct":"ana.bsky.social@bsky.brid.gy","display_name":"Cuenta simulada","followers_count":4}}])"),
              {.tag = "FreeThemAll"}, "https://social.example", {});
  ASSERT_TRUE(status);
  const auto& post = status->page.posts.at(0);
  EXPECT_EQ(post.key.uri, "at://did:plc:abc123/app.bsky.feed.post/3k2a");
  EXPECT_EQ(post.author.id, "did:plc:abc123");
  EXPECT_EQ(post.native_id, "7");
  EXPECT_FALSE(post.counts.any()) << "the favourites of one network are not the likes of the other";
  EXPECT_EQ(status->page.authors.at(0).handle, "ana.bsky.social");
  EXPECT_FALSE(status->page.authors.at(0).followers);

  const auto note = make_source("misskey")->parse(
      answer(200,
             R"([{"id":"a1","uri":")" + copy_id +
                 R"(","text":"#FreeThemAll","tags":["freethemall"],"createdAt":"2026-01-01T00:00:00Z",)" +
                 R"("user":{"username":"ana.bsky.social","host":"bsky.brid.gy"}}])"),
      {.tag = "FreeThemAll"}, "https://nota.example", {});
  ASSERT_TRUE(note);
  EXPECT_EQ(note->page.posts.at(0).key, post.key);
  EXPECT_EQ(note->page.posts.at(0).author, post.author);

  const auto view = make_source("bluesky")->parse(
      answer(200,
             R"({"posts":[{"uri":"at://did:plc:bridge/app.bsky.feed.post/3z","likeCount":5,)"
             R"("author":{"did":"did:plc:bridge","handle":"ana.social.example.ap.brid.gy"},)"
             R"("record":{"text":"#FreeThemAll","createdAt":"2026-01-01T00:00:00Z","tags":["FreeThemAll"],)"
             R"("bridgyOriginalUrl":"https://social.example/@ana/115"}}]})"),
      {.tag = "FreeThemAll"}, "https://bsky.example", {});
  ASSERT_TRUE(view);
  EXPECT_EQ(view->page.posts.at(0).key.uri, "https://social.example/users/ana/statuses/115");
  EXPECT_EQ(view->page.posts.at(0).author.id, "ana@social.example");
  EXPECT_FALSE(view->page.posts.at(0).counts.any());
}

// Who answers or quotes a copy speaks to the person on Bluesky, not to the bridge's account.
TEST(Bridged, WhoQuotesOrAnswersACopyMeansItsAuthor) {
  const AuthorKey ana{Network::bluesky, "did:plc:abc123"};
  const std::string copy = R"({"id":"7","uri":")" + copy_id +
                           R"(","account":{"id":"1","acct":"ana.bsky.social@bsky.brid.gy"},)"
                           R"("user":{"username":"ana.bsky.social","host":"bsky.brid.gy"}})";
  const auto statuses =
      make_source("mastodon")
          ->parse(answer(200, R"([{"id":"8","uri":"https://social.example/8","content":"#FreeThemAll",)"
                              R"("created_at":"2026-01-01T00:00:00Z","account":{"id":"2","acct":"eva"},)"
                              R"("quote":{"state":"accepted","quoted_status":)" +
                                  copy + "}}]"),
                  {.tag = "FreeThemAll"}, "https://social.example", {});
  ASSERT_TRUE(statuses);
  ASSERT_EQ(statuses->page.edges.size(), 1u);
  EXPECT_EQ(statuses->page.edges[0].to, ana);

  const auto notes = make_source("misskey")->parse(
      answer(200, R"([{"id":"a2","text":"#FreeThemAll","createdAt":"2026-01-01T00:00:00Z",)"
                  R"("user":{"username":"eva"},"reply":)" +
                      copy + R"(,"renote":)" + copy + "}]"),
      {.tag = "FreeThemAll"}, "https://nota.example", {});
  ASSERT_TRUE(notes);
  ASSERT_EQ(notes->page.edges.size(), 2u);
  for (const Edge& edge : notes->page.edges) {
    EXPECT_EQ(edge.to, ana);
    EXPECT_EQ(edge.to_post, (PostKey{Network::bluesky, "at://did:plc:abc123/app.bsky.feed.post/3k2a"}));
  }
}

}  // namespace
}  // namespace clamor::collector::test
