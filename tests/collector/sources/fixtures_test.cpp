// The recorded answers beside the repository, read as the kinds read them. Each row was counted with jq from
// the file itself: posts, authors, tags, links in edges, sums of counts.

#include <gtest/gtest.h>

#include <set>

#include "collector/intake/language.hpp"
#include "collector/sources/lemmy_post.hpp"
#include "tests/collector/sources/support.hpp"

namespace clamor::collector::test {
namespace {

struct Sums {
  std::size_t posts = 0, authors = 0, tags = 0;
  std::int64_t likes = 0, boosts = 0, replies = 0;
  friend bool operator==(const Sums&, const Sums&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Sums& s) {
    return out << s.posts << ", " << s.authors << ", " << s.tags << ", " << s.likes << ", " << s.boosts
               << ", " << s.replies;
  }
};

Sums sums_of(const Page& page) {
  Sums sums;
  std::set<AuthorKey> authors;
  sums.posts = page.posts.size();
  for (const auto& post : page.posts) {
    authors.insert(post.author);
    sums.tags += post.declared_tags.size();
    sums.likes += post.counts.likes.value_or(0);
    sums.boosts += post.counts.boosts.value_or(0);
    sums.replies += post.counts.replies.value_or(0);
  }
  sums.authors = authors.size();
  return sums;
}

// `wrap`: how the file's shape becomes a page's: "" as it is, "[" a single post, ".key" the list under that
// key.
struct Row {
  const char* file;
  const char* wrap;
  Sums sums;
};

std::string raw(Json json) {
  return simdjson::to_string(json);
}

std::string page_of(const std::string& body, const std::string& wrap, bool bluesky) {
  std::string list = body;
  if (!wrap.empty()) {
    const auto document = JsonDocument::read(body);
    const auto root = document->root();
    if (wrap == "[")
      list = "[" + body + "]";
    else if (wrap == ".feed") {
      list = "[";
      const auto feed = array_at(root, "feed");
      for (const Json item : *feed) list += (list.size() > 1 ? "," : "") + raw(*member(item, "post"));
      list += "]";
    } else if (wrap == ".thread") {
      list = "[" + raw(*member(*member(root, "thread"), "post")) + "]";
    } else if (wrap == ".payload") {
      list = "[" + text_or(root, "payload") + "]";
    } else {
      list = raw(*member(root, wrap.substr(1)));
    }
  }
  return bluesky && !list.starts_with('{') ? "{\"posts\":" + list + "}" : list;
}

void check(const std::string& kind, const std::string& folder, const std::vector<Row>& rows) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << "the recorded answers: needs ../shared";
  const auto source = make_source(kind);
  const ServerFacts facts{.domain = "local.example"};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.file);
    const auto body = read_file(*shared / "fixtures" / folder / row.file);
    const auto read = source->parse(answer(200, page_of(body, row.wrap, kind == "bluesky")), {.tag = "x"},
                                    "https://local.example", facts);
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(sums_of(read->page), row.sums);
    for (const auto& issue : read->page.issues) ADD_FAILURE() << issue.where << ": " << issue.what;
  }
}

TEST(Fixtures, OfMastodonAreReadToTheLastCount) {
  check("mastodon", "mastodon",
        {
            // one post of each of these two is a copy of a Bluesky post, whose counts are left out
            {"tag_timeline_mastodon_social.json", "", {4, 4, 8, 0, 9, 1}},
            {"tag_timeline_fosstodon.json", "", {4, 4, 8, 4, 9, 1}},
            {"tag_timeline_4_6_local.json", "", {1, 1, 1, 0, 0, 0}},
            {"public_timeline_mastodon_social.json", "", {20, 20, 21, 0, 0, 0}},
            {"public_timeline_fosstodon_ja_pt.json", "", {20, 20, 38, 0, 0, 0}},
            {"public_timeline_local_fosstodon_es_edited.json", "", {10, 9, 13, 4, 5, 1}},
            {"status_single.json", "[", {1, 1, 1, 12, 5, 1}},
            {"status_after_edit.json", "[", {1, 1, 0, 0, 0, 0}},
            {"stream_update.json", ".payload", {1, 1, 0, 0, 0, 0}},
            {"context_replies.json", ".descendants", {15, 13, 2, 117, 36, 7}},
            {"compat_status_akkoma_quote.json", "[", {1, 1, 0, 0, 0, 0}},
        });
}

// What small words confirm saves asking cld2: it must not think otherwise.
TEST(Fixtures, AreInTheLanguageThatTheirSmallWordsConfirm) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << "the recorded answers: needs ../shared";
  int confirmed = 0;
  const auto compare = [&](const char* kind, const std::string& file) {
    const auto body = page_of(read_file(*shared / "fixtures" / kind / file), "", kind == std::string("bluesky"));
    const auto read = make_source(kind)->parse(answer(200, body), {.tag = "x"}, "https://local.example", {});
    ASSERT_TRUE(read) << file;
    for (const auto& post : read->page.posts)
      for (const char* language : {"es", "en"}) {
        if (!intake::small_words_confirm(post.text, language)) continue;
        ++confirmed;
        const auto detected = intake::detect_language(post.text);
        EXPECT_TRUE(detected == language || detected.empty()) << detected << ": " << post.text;
      }
  };
  for (const char* file :
       {"tag_timeline_mastodon_social.json", "tag_timeline_fosstodon.json", "public_timeline_mastodon_social.json",
        "public_timeline_fosstodon_ja_pt.json", "public_timeline_local_fosstodon_es_edited.json"})
    compare("mastodon", file);
  for (const char* file : {"search_posts_hashtag_rstats.json", "search_posts_word_rstats.json", "post_views_mixed.json",
                           "recorded-searchPosts-freethemall.json", "recorded-searchPosts-viralicemos.json"})
    compare("bluesky", file);
  EXPECT_GT(confirmed, 40);
}

TEST(Fixtures, OfSnacAreReadToTheLastCount) {
  check("mastodon", "snac",
        {
            {"recorded-tag-freethemall-a.json", "", {9, 2, 10, 2, 1, 1}},
            {"recorded-tag-freethemall-b.json", "", {10, 3, 11, 1, 1, 1}},
            {"recorded-tag-paginas-page1.json", "", {2, 1, 2, 0, 0, 0}},
            {"recorded-tag-paginas-page2.json", "", {2, 1, 2, 0, 0, 0}},
            {"recorded-status.json", "[", {1, 1, 1, 2, 1, 1}},
            {"recorded-context.json", ".descendants", {1, 1, 1, 0, 0, 0}},
        });
}

TEST(Fixtures, OfBlueskyAreReadToTheLastCount) {
  check("bluesky", "bluesky",
        {
            // copies of two posts of the fediverse are among these, and of one further down
            {"search_posts_hashtag_rstats.json", "", {60, 33, 140, 253, 75, 20}},
            {"search_posts_word_rstats.json", "", {25, 14, 73, 29, 6, 3}},
            {"search_posts_tag_param_top.json", "", {1, 1, 1, 13, 5, 3}},
            {"recorded-searchPosts-freethemall.json", "", {14, 6, 17, 7, 3, 3}},
            {"recorded-searchPosts-viralicemos.json", "", {5, 4, 7, 2, 1, 0}},
            {"recorded-searchPosts-page1.json", "", {5, 3, 6, 1, 0, 1}},
            {"recorded-searchPosts-page2-short.json", "", {4, 3, 5, 0, 0, 0}},
            {"recorded-getPosts.json", "", {8, 5, 7, 7, 3, 3}},
            // 84 tag features, one of which names no tag
            {"post_views_mixed.json", "", {54, 45, 83, 1286, 417, 95}},
            {"author_feed_with_reposts.json", ".feed", {19, 5, 2, 15245, 4374, 1066}},
            {"list_feed_cursor.json", ".feed", {14, 9, 2, 68, 6, 7}},
            {"get_post_thread.json", ".thread", {1, 1, 1, 61, 29, 1}},
            {"recorded-getPostThread.json", ".thread", {1, 1, 1, 4, 2, 2}},
            {"post_views_of_jetstream_events.json", "", {9, 9, 10, 6, 2, 0}},
        });
}

TEST(Fixtures, OfMisskeyAreReadToTheLastCount) {
  check("misskey", "misskey",
        {
            {"notes_search_by_tag.json", "", {10, 5, 10, 0, 0, 0}},
            {"notes_search.json", "", {2, 2, 2, 0, 0, 0}},
            {"notes_renotes.json", "", {2, 1, 0, 0, 4, 0}},  // both boost the same note
            {"notes_replies.json", "", {1, 1, 0, 1, 0, 0}},
            {"notes_featured.json", "", {1, 1, 0, 1, 0, 1}},
            {"notes_show.json", "[", {1, 1, 0, 1, 0, 1}},
            {"notes_conversation.json", "", {4, 2, 0, 2, 1, 4}},
        });
}

// The kind itself keeps only what has the hashtag; here all is read.
TEST(Fixtures, OfLemmyAndPieFedAreReadToTheLastCount) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << "the recorded answers: needs ../shared";
  const auto read = [&](const char* file) {
    const auto body = read_file(*shared / "fixtures/lemmy" / file);
    const auto rows = JsonRows::read(body, "posts", "next_page");
    Page page;
    if (rows) read_views(rows->rows(), "https://local.example", {{1, "en"}}, page);
    EXPECT_TRUE(rows && page.issues.empty());
    return page;
  };
  EXPECT_EQ(sums_of(read("v3_post_list.json")), (Sums{3, 3, 0, 3, 0, 13}));
  const auto piefed = read("piefed_post_list_hashtags.json");
  EXPECT_EQ(sums_of(piefed), (Sums{3, 2, 3, 3, 0, 0}));
  EXPECT_EQ(piefed.posts[1].key.uri,
            "https://mastodon.social/ap/users/116100228638268031/statuses/116920752412955723");
  EXPECT_EQ(piefed.posts[1].author.id, "nmscord@mastodon.social");
  EXPECT_EQ(piefed.posts[1].language, "en");
}

TEST(Fixtures, OfPeerTubesIndexAreReadToTheLastCount) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << "the recorded answers: needs ../shared";
  const auto body = read_file(*shared / "fixtures/peertube/sepia_search_videos.json");
  const auto read =
      make_source("peertube")
          ->parse(answer(200, body), {.tag = "KDE"}, "https://sepiasearch.org", {.software = "sepiasearch"});
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_TRUE(read->page.issues.empty());
  ASSERT_EQ(read->page.posts.size(), 1U) << "the other video has no such tag";
  const auto& post = read->page.posts[0];
  EXPECT_EQ(post.key.uri, "https://tube.kockatoo.org/videos/watch/c2b74388-564b-4c08-b79b-a625b0de1690");
  EXPECT_EQ(post.author.id, "kde_community@tube.kockatoo.org");
  EXPECT_EQ(post.declared_tags[2], "graphicalenvironments");
  EXPECT_EQ(post.counts.views, 124);
  EXPECT_EQ(post.counts.likes, 13);
  EXPECT_EQ(post.counts.replies, 1);
  EXPECT_FALSE(post.counts.boosts);
  EXPECT_EQ(post.language, "");
}

TEST(Fixtures, OfInstancesTellDomainAndSoftware) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << "the recorded answers: needs ../shared";
  const auto source = make_source("mastodon");
  const auto facts_of = [&](const char* file) {
    return source->read_server(answer(200, read_file(*shared / "fixtures" / file)), {});
  };
  const auto told = [&](const char* file) { return facts_of(file).domain + " " + facts_of(file).software; };
  EXPECT_EQ(told("mastodon/instance_v2_mastodon_4_5.json"),
            "mastodon.social mastodon 4.5.0-nightly.2025-10-30");
  EXPECT_EQ(told("mastodon/compat_instance_v2_gotosocial.json"), "social.browser.org gotosocial 3.3.0");
  EXPECT_EQ(told("mastodon/compat_instance_v2_pleroma.json"), "fgc.network Pleroma 2.7.0-70-g36d469cf");
  EXPECT_EQ(told("mastodon/compat_instance_v2_pixelfed.json"), "pixelfed.social Pixelfed 0.12.3");
  EXPECT_EQ(told("mastodon/compat_instance_v2_friendica.json"), "friendica.me Friendica 2024.08");
  EXPECT_EQ(told("snac/recorded-instance-v1.json"), "localhost:25850 snac/2.75");
  EXPECT_FALSE(facts_of("mastodon/instance_v2_mastodon_4_5.json").login_needed);
}

TEST(Fixtures, OfErrorsAreToldApart) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << "the recorded answers: needs ../shared";
  const auto verdict = [&](const char* kind, int status, const char* file) {
    return make_source(kind)->classify(answer(status, read_file(*shared / "fixtures" / file)),
                                       {.software = "mastodon 4.5.0"});
  };
  EXPECT_EQ(verdict("mastodon", 401, "mastodon/error_401.json"), Verdict::needs_login);
  EXPECT_EQ(verdict("mastodon", 404, "mastodon/error_404.json"), Verdict::no_posts_yet);
  EXPECT_EQ(verdict("mastodon", 422, "mastodon/error_422_1.json"), Verdict::needs_login);
  EXPECT_EQ(verdict("mastodon", 422, "mastodon/error_422_2.json"), Verdict::needs_login);
  EXPECT_EQ(verdict("bluesky", 401, "bluesky/error_401_auth_missing.json"), Verdict::needs_login);
  EXPECT_EQ(verdict("bluesky", 429, "bluesky/error_429_rate_limit.json"), Verdict::retry);
  EXPECT_TRUE(make_source("bluesky")->read_session(
      answer(200, read_file(*shared / "fixtures/bluesky/recorded-createSession.json"))));
}

// What is no list of posts must not become one.
TEST(Fixtures, OfOtherAnswersAreNoPages) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << "the recorded answers: needs ../shared";
  const auto posts_in = [&](const char* kind, const std::string& file) -> std::size_t {
    const auto read = make_source(kind)->parse(answer(200, read_file(*shared / "fixtures" / file)),
                                               {.tag = "x"}, "https://local.example", {});
    return read ? read->page.posts.size() : 0;
  };
  for (const auto* file :
       {"instance_v2_mastodon_4_5.json", "reblogged_by.json", "status_history.json", "trends_tags.json",
        "stream_delete.json", "context_replies.json", "error_404.json"})
    EXPECT_EQ(posts_in("mastodon", std::string("mastodon/") + file), 0U) << file;
  for (const auto* file :
       {"get_likes.json", "get_reposted_by.json", "recorded-getProfiles.json", "jetstream_v1_events.json",
        "tap_events.json", "recorded-errors.json", "jetstream_v1_kinds.jsonl", "jetstream_v1_window.jsonl"})
    EXPECT_EQ(posts_in("bluesky", std::string("bluesky/") + file), 0U) << file;
  for (const auto* file : {"hashtags_trend.json", "hashtags_show.json"})
    EXPECT_EQ(posts_in("misskey", std::string("misskey/") + file), 0U) << file;
}

}  // namespace
}  // namespace clamor::collector::test
