#include "collector/rereads.hpp"

#include <gtest/gtest.h>

#include "tests/collector/sources/support.hpp"

namespace clamor::collector::test {
namespace {

const auto mastodon = make_source("mastodon");
const auto bluesky = make_source("bluesky");
const auto objects = make_activitypub_objects();

PostName name(int id) {
  const std::string text = std::to_string(id);
  return {{Network::fediverse, "https://social.example/users/simulada17/statuses/" + text},
          text,
          {Network::fediverse, "simulada17@social.example"}};
}
PostName sky(const std::string& key) {
  const std::string uri = "at://did:plc:simulada17/app.bsky.feed.post/" + key;
  return {{Network::bluesky, uri}, uri, {Network::bluesky, "did:plc:simulada17"}};
}
Access access(const std::string& server = "https://social.example") {
  return {server, {}, {.token = Secret("canary")}};
}

std::string status(int id, int likes, const std::string& more = "") {
  return R"({"id":")" + std::to_string(id) + R"(","uri":"https://social.example/users/simulada17/statuses/)" +
         std::to_string(id) +
         R"(","created_at":"2026-11-01T10:00:00.000Z","content":"<p>#uno</p>","visibility":"public","favourites_count":)" +
         std::to_string(likes) + more +
         R"(,"account":{"id":"1","acct":"simulada17","username":"simulada17","followers_count":7}})";
}

TEST(MastodonRereads, ReadAFewPostsInOneRequestAndOneByItself) {
  const Rereads& kind = *mastodon->rereads();
  const std::vector<PostName> two{name(4), name(5)};
  const auto request = kind.posts_request(two, access());
  EXPECT_EQ(request.url, "https://social.example/api/v1/statuses?id%5B%5D=4&id%5B%5D=5");
  EXPECT_EQ(request.bearer.reveal(), "canary");
  const auto page = kind.read_posts(answer(200, "[" + status(5, 3) + "]"), two, access());
  ASSERT_TRUE(page);
  ASSERT_EQ(page->posts.size(), 1U);
  EXPECT_EQ(page->posts[0].key, name(5).key);
  EXPECT_EQ(page->posts[0].counts.likes, 3);
  EXPECT_EQ(page->authors.at(0).followers, 7);

  const std::span one(two.data(), 1);
  EXPECT_EQ(kind.posts_request(one, access()).url, "https://social.example/api/v1/statuses/4");
  EXPECT_EQ(kind.read_posts(answer(200, status(4, 9)), one, access())->posts.at(0).counts.likes, 9);
  EXPECT_TRUE(kind.says_missing(answer(404, R"({"error":"Record not found"})")));
  EXPECT_FALSE(kind.says_missing(answer(404, "<html>"))) << "somebody else lives here now";
  EXPECT_TRUE(kind.says_missing(answer(410, "")));
  EXPECT_FALSE(kind.says_missing(answer(401, "")));
  EXPECT_FALSE(kind.read_posts(answer(200, R"([{"id":"4")"), two, access())) << "cut short";
  EXPECT_FALSE(kind.read_posts(answer(200, "<html>"), one, access()));
}

TEST(MastodonRereads, KnowWhatAServerCallsAPostOfItsOwn) {
  const auto id = [](const std::string& uri) {
    return mastodon->rereads()->native_id({Network::fediverse, uri});
  };
  EXPECT_EQ(id("https://social.example/users/simulada17/statuses/113"), "113");
  EXPECT_EQ(id("https://social.example/ap/users/9/statuses/114"), "114");
  EXPECT_EQ(id("https://social.example/objects/5f0c"), "");
  EXPECT_EQ(id("https://social.example/users/simulada17/statuses/113/activity"), "");
  EXPECT_EQ(id("https://social.example/users/simulada17/statuses/"), "");
}

TEST(MastodonRereads, TellWhoBoostedPageByPage) {
  const Rereads& kind = *mastodon->rereads();
  EXPECT_EQ(kind.boosters_request(name(4), "88", access())->url,
            "https://social.example/api/v1/statuses/4/reblogged_by?limit=80&max_id=88");
  const auto boosters = kind.read_boosters(
      answer(
          200,
          R"([{"id":"2","acct":"simulada2","followers_count":11},{"id":"3","acct":"Simulada3@otro.example"}])",
          {{"link", "<https://elsewhere.example/x?max_id=70>; rel=\"next\""}}),
      name(4), access());
  ASSERT_TRUE(boosters);
  ASSERT_EQ(boosters->page.edges.size(), 2U);
  EXPECT_EQ(boosters->page.edges[0].kind, EdgeKind::boost);
  EXPECT_EQ(boosters->page.edges[0].from.id, "simulada2@social.example");
  EXPECT_EQ(boosters->page.edges[1].from.id, "simulada3@otro.example");
  EXPECT_EQ(boosters->page.edges[0].post, name(4).key);
  EXPECT_EQ(boosters->page.authors.at(0).followers, 11);
  EXPECT_EQ(boosters->next, "70");
  EXPECT_EQ(kind.read_boosters(answer(200, "[]"), name(4), access())->next, "");
}

TEST(MastodonRereads, LookAProfileUp) {
  const Rereads& kind = *mastodon->rereads();
  const std::vector<AuthorKey> who{{Network::fediverse, "simulada17@social.example"}};
  EXPECT_EQ(kind.profiles_request(who, access()).url,
            "https://social.example/api/v1/accounts/lookup?acct=simulada17%40social.example");
  const auto page =
      kind.read_profiles(answer(200, R"({"id":"1","acct":"simulada17","followers_count":12})"), access());
  ASSERT_TRUE(page);
  EXPECT_EQ(page->authors.at(0).key, who[0]);
  EXPECT_EQ(page->authors.at(0).followers, 12);
  EXPECT_FALSE(kind.read_profiles(answer(200, R"({"error":"x"})"), access()));
}

TEST(BlueskyRereads, ReadPostsRepostsAndProfiles) {
  const Rereads& kind = *bluesky->rereads();
  const std::vector<PostName> two{sky("a"), sky("b")};
  const auto url = kind.posts_request(two, access("https://bsky.example")).url;
  EXPECT_EQ(url,
            "https://bsky.example/xrpc/app.bsky.feed.getPosts?uris=at%3A%2F%2Fdid%3Aplc%3Asimulada17%2F"
            "app.bsky.feed.post%2Fa&uris=at%3A%2F%2Fdid%3Aplc%3Asimulada17%2Fapp.bsky.feed.post%2Fb");
  const auto page = kind.read_posts(
      answer(200, R"({"posts":[{"uri":"at://did:plc:simulada17/app.bsky.feed.post/b","likeCount":4,
                     "author":{"did":"did:plc:simulada17","handle":"simulada17.example"},
                     "record":{"text":"x","createdAt":"2026-11-01T10:00:00Z"}}]})"),
      two, access());
  ASSERT_TRUE(page);
  ASSERT_EQ(page->posts.size(), 1U);
  EXPECT_EQ(page->posts[0].counts.likes, 4);
  EXPECT_FALSE(kind.read_posts(answer(200, R"({"error":"InternalServerError"})"), two, access()));

  const auto boosters = kind.read_boosters(
      answer(200, R"({"uri":"x","cursor":"c2","repostedBy":[{"did":"did:plc:dos","handle":"dos.example"}]})"),
      sky("a"), access());
  ASSERT_TRUE(boosters);
  EXPECT_EQ(boosters->page.edges.at(0).from.id, "did:plc:dos");
  EXPECT_EQ(boosters->next, "c2");
  EXPECT_EQ(kind.read_boosters(answer(200, R"({"cursor":"c3","repostedBy":[]})"), sky("a"), access())->next,
            "");

  const auto profiles = kind.read_profiles(
      answer(200, R"({"profiles":[{"did":"did:plc:dos","handle":"dos.example","followersCount":31}]})"),
      access());
  ASSERT_TRUE(profiles);
  EXPECT_EQ(profiles->authors.at(0).followers, 31);
}

TEST(MisskeyRereads, AskForOneNoteItsRenotesAndAUser) {
  const auto misskey = make_source("misskey");
  const Rereads& kind = *misskey->rereads();
  const PostKey key{Network::fediverse, "https://misskey.example/notes/9abc"};
  EXPECT_EQ(kind.native_id(key), "9abc");
  EXPECT_EQ(kind.native_id({Network::fediverse, "https://misskey.example/notes/9abc/activity"}), "");
  const std::vector<PostName> one{{key, "9abc", {Network::fediverse, "simulada17@misskey.example"}}};
  const Access access{"https://misskey.example", {}, {}};
  const auto request = kind.posts_request(one, access);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://misskey.example/api/notes/show");
  EXPECT_EQ(request.body, R"({"noteId":"9abc"})");
  const std::string user = R"({"id":"u1","username":"simulada17","host":null,"followersCount":5})";
  const auto page = kind.read_posts(
      answer(200, R"({"id":"9abc","createdAt":"2026-11-01T10:00:00.000Z","text":"#uno","user":)" + user +
                      R"(,"renoteCount":3,"repliesCount":1,"reactions":{"x":4}})"),
      one, access);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->posts.at(0).key, key);
  EXPECT_EQ(page->posts.at(0).counts.likes, 4);
  EXPECT_TRUE(kind.says_missing(answer(400, R"({"error":{"code":"NO_SUCH_NOTE"}})")));
  EXPECT_FALSE(kind.says_missing(answer(400, R"({"error":{"code":"INVALID_PARAM"}})")));
  EXPECT_FALSE(kind.says_missing(answer(404, "<html>"))) << "nothing here speaks this API";

  const auto renotes = kind.read_boosters(
      answer(
          200,
          R"([{"id":"9abd","createdAt":"2026-11-01T11:00:00.000Z","text":null,"user":{"username":"simulada2",
             "host":"otro.example"},"renote":{"id":"9abc","createdAt":"2026-11-01T10:00:00.000Z","text":"#uno","user":)" +
              user + "}}]"),
      one[0], access);
  ASSERT_TRUE(renotes);
  ASSERT_EQ(renotes->page.edges.size(), 1U);
  EXPECT_EQ(renotes->page.edges[0].from.id, "simulada2@otro.example");
  EXPECT_EQ(to_rfc3339(*renotes->page.edges[0].at), "2026-11-01T11:00:00Z");
  EXPECT_TRUE(renotes->page.posts.empty());

  const std::vector<AuthorKey> who{one[0].author};
  EXPECT_EQ(kind.profiles_request(who, access).body, R"({"username":"simulada17"})");
  EXPECT_EQ(kind.read_profiles(answer(200, user), access)->authors.at(0).followers, 5);
}

TEST(LemmyRereads, AskForOnePostOrComment) {
  const auto lemmy = make_source("lemmy");
  const Rereads& kind = *lemmy->rereads();
  const PostName post{{Network::fediverse, "https://lemmy.example/post/12"}, "12", {}};
  const PostName comment{{Network::fediverse, "https://otro.example/comment/7"}, "34", {}};
  EXPECT_EQ(kind.native_id(post.key), "12");
  EXPECT_EQ(kind.native_id(comment.key), "7") << "at its own server";
  EXPECT_EQ(kind.native_id({Network::fediverse, "https://lemmy.example/u/x"}), "");
  Access access{"https://lemmy.example", {}, {}};
  EXPECT_EQ(kind.posts_request(std::span(&post, 1), access).url, "https://lemmy.example/api/v3/post?id=12");
  access.facts.software = "piefed 1.2";
  EXPECT_EQ(kind.posts_request(std::span(&comment, 1), access).url,
            "https://lemmy.example/api/alpha/comment?id=34");
  const auto view = [](const char* more) {
    return answer(
        200,
        std::string(R"({"post_view":{"post":{"id":12,"ap_id":"https://lemmy.example/post/12","name":"#uno",
      "published":"2026-11-01T10:00:00Z")") +
            more +
            R"(},"creator":{"name":"simulada17","actor_id":"https://lemmy.example/u/simulada17"},
      "counts":{"upvotes":8,"comments":2}}})");
  };
  const auto page = kind.read_posts(view(""), std::span(&post, 1), access);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->posts.at(0).counts.likes, 8);
  const auto deleted = kind.read_posts(view(R"(,"deleted":true)"), std::span(&post, 1), access);
  EXPECT_TRUE(deleted->posts.empty());
  EXPECT_TRUE(deleted->issues.empty()) << "it is gone, not unreadable";
  EXPECT_FALSE(kind.read_posts(answer(200, "{}"), std::span(&post, 1), access));
  EXPECT_TRUE(kind.says_missing(answer(400, R"({"error":"couldnt_find_post"})")));
  EXPECT_FALSE(kind.says_missing(answer(400, R"({"error":"rate_limit_error"})")));
}

TEST(PeertubeRereads, AskTheHomeServerForAWholeVideo) {
  const auto peertube = make_source("peertube");
  const Rereads& kind = *peertube->rereads();
  const PostKey key{Network::fediverse, "https://video.example/videos/watch/0a1b-2c"};
  EXPECT_TRUE(kind.only_at_home());
  EXPECT_EQ(kind.native_id(key), "0a1b-2c");
  EXPECT_EQ(kind.native_id({Network::fediverse, "https://video.example/w/xyz"}), "");
  const PostName video{key, "0a1b-2c", {Network::fediverse, "simulada17@video.example"}};
  const Access access{"https://video.example", {}, {}};
  EXPECT_EQ(kind.posts_request(std::span(&video, 1), access).url,
            "https://video.example/api/v1/videos/0a1b-2c");
  const auto page = kind.read_posts(
      answer(
          200,
          R"({"uuid":"0a1b-2c","url":"https://video.example/videos/watch/0a1b-2c","name":"Hola","tags":["uno"],
      "publishedAt":"2026-11-01T10:00:00.000Z","likes":3,"views":90,"account":{"name":"simulada17","host":"video.example"}})"),
      std::span(&video, 1), access);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->posts.at(0).key, key);
  EXPECT_EQ(page->posts.at(0).counts.views, 90);
  EXPECT_TRUE(kind.says_missing(answer(404, R"({"title":"Not Found","status":404})")));
}

std::string note(const std::string& more) {
  return R"({"@context":"https://www.w3.org/ns/activitystreams","id":"https://social.example/users/simulada17/statuses/4",
    "type":"Note","to":["https://www.w3.org/ns/activitystreams#Public"],"published":"2026-11-01T10:00:00Z",
    "content":"<p>Hola <a href=\"x\" class=\"mention hashtag\">#<span>uno</span></a></p>","contentMap":{"es":"x"},
    "tag":[{"type":"Hashtag","name":"#uno"},{"type":"Mention","name":"@x"}])" +
         more + "}";
}

TEST(ActivityPubObjects, TellWhatTheHomeServerSays) {
  const std::vector<PostName> one{name(4)};
  const auto request = objects->posts_request(one, access());
  EXPECT_EQ(request.url, one[0].key.uri);
  EXPECT_TRUE(request.headers.at(0).value.starts_with("application/activity+json"));
  EXPECT_TRUE(request.bearer.empty());
  const auto page = objects->read_posts(
      answer(200, note(R"(,"updated":"2026-11-02T10:00:00Z","likes":{"type":"Collection","totalItems":6},
                       "shares":{"totalItems":2},"replies":"https://social.example/r")")),
      one, access());
  ASSERT_TRUE(page);
  const Post& post = page->posts.at(0);
  EXPECT_EQ(post.key, one[0].key);
  EXPECT_EQ(post.author, one[0].author);
  EXPECT_EQ(post.text, "Hola #uno");
  EXPECT_EQ(post.declared_tags, std::vector<std::string>{"uno"});
  EXPECT_EQ(post.language, "es");
  EXPECT_EQ(to_rfc3339(*post.edited_at), "2026-11-02T10:00:00Z");
  EXPECT_EQ(post.counts.likes, 6);
  EXPECT_EQ(post.counts.boosts, 2);
  EXPECT_FALSE(post.counts.replies) << "not told is not zero";
}

TEST(ActivityPubObjects, SpeakForThemselvesOnly) {
  const std::vector<PostName> one{name(4)}, other{name(5)};
  EXPECT_FALSE(objects->read_posts(answer(200, note("")), other, access()));
  std::string hidden = note("");
  hidden.replace(hidden.find("https://www.w3.org/ns/activitystreams#Public"), 44,
                 "https://social.example/followers");
  EXPECT_FALSE(objects->read_posts(answer(200, hidden), one, access()));
  const auto gone = objects->read_posts(
      answer(200, R"({"id":"https://social.example/users/simulada17/statuses/4","type":"Tombstone"})"), one,
      access());
  ASSERT_TRUE(gone);
  EXPECT_TRUE(gone->posts.empty());
}

TEST(Rereads, ReadRecordedAnswersOfRealServers) {
  const auto folder = shared_folder();
  if (!folder) GTEST_SKIP() << "../shared is not here";
  const auto file = [&](const char* path) { return answer(200, read_file(*folder / "fixtures" / path)); };
  const std::vector<PostName> one{name(4)};
  const auto single = mastodon->rereads()->read_posts(file("mastodon/status_single.json"), one, access());
  ASSERT_TRUE(single);
  EXPECT_EQ(single->posts.size(), 1U);
  const auto boosters =
      mastodon->rereads()->read_boosters(file("mastodon/reblogged_by.json"), name(4), access());
  ASSERT_TRUE(boosters);
  EXPECT_EQ(boosters->page.edges.size(), boosters->page.authors.size());
  EXPECT_GT(boosters->page.edges.size(), 1U);
  const auto posts = bluesky->rereads()->read_posts(file("bluesky/recorded-getPosts.json"), {}, access());
  ASSERT_TRUE(posts);
  EXPECT_GT(posts->posts.size(), 1U);
  const auto reposts =
      bluesky->rereads()->read_boosters(file("bluesky/recorded-getRepostedBy.json"), sky("a"), access());
  ASSERT_TRUE(reposts);
  EXPECT_GT(reposts->page.edges.size(), 0U);
  const auto profiles =
      bluesky->rereads()->read_profiles(file("bluesky/recorded-getProfiles.json"), access());
  ASSERT_TRUE(profiles);
  EXPECT_TRUE(profiles->authors.at(0).followers);
}

}  // namespace
}  // namespace clamor::collector::test
