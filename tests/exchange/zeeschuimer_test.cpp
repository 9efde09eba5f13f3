// Posts of Instagram and TikTok as Zeeschuimer and 4CAT keep them. Everybody in them is made up and says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/archives/formats.hpp"
#include "exchange/archives/social.hpp"

namespace clamor::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view read_at = "1650000000000";

std::string saved(std::string_view network, std::string_view post) {
  return R"({"item_id":"1","timestamp_collected":)" + std::string(read_at) + R"(,"source_platform":")" +
         std::string(network) + R"(","data":)" + std::string(post) + "}";
}

Findings decode(const std::vector<std::string>& records) {
  Findings found;
  const auto decoder = zeeschuimer_format.open();
  for (const auto& record : records) {
    ++found.records;
    const auto read = decoder->read({record, {}}, found);
    if (!read) ++found.unread, ++found.reasons[read.error().detail].times;
  }
  return found;
}

Findings instagram(std::string_view post) {
  return decode({saved("instagram.com", post)});
}
Findings tiktok(std::string_view post) {
  return decode({saved("tiktok.com", post)});
}

Post only_post(const Findings& found) {
  const bool one = found.pages.size() == 1 && found.pages.front().page.posts.size() == 1;
  EXPECT_TRUE(one) << (found.reasons.empty() ? "" : found.reasons.begin()->first);
  return one ? found.pages.front().page.posts.front() : Post{};
}
Author only_author(const Findings& found) {
  const bool one = found.pages.size() == 1 && found.pages.front().page.authors.size() == 1;
  EXPECT_TRUE(one);
  return one ? found.pages.front().page.authors.front() : Author{};
}
std::string only_reason(const Findings& found) {
  EXPECT_THAT(found.pages, IsEmpty());
  EXPECT_THAT(found.reasons, SizeIs(1));
  return found.reasons.empty() ? "" : found.reasons.begin()->first;
}

constexpr std::string_view listed =
    R"({"code":"CcSim_-1abc","pk":18446744073709551615,"id":"18446744073709551615_900","taken_at":1649955600,)"
    R"("caption":{"text":"¡Libérenlos ya! #FreeThemAll 🕊 & salud"},"user":{"pk":"900","username":"Cuenta_Simulada.1",)"
    R"("full_name":"Cuenta simulada nº 1","is_private":false,"follower_count":70},"like_count":12,"comment_count":0,)"
    R"("view_count":null,"play_count":340,"media_type":8,"carousel_media":[{"media_type":1},{"media_type":2}],)"
    R"("like_and_view_counts_disabled":false,"_zs_partial":false,"field_of_tomorrow":1})";

TEST(Instagram, APostOfAListIsReadWhole) {
  const Findings found = instagram(listed);
  const Post post = only_post(found);
  EXPECT_EQ(post.key, (PostKey{Network::other, "https://www.instagram.com/p/CcSim_-1abc/"}));
  EXPECT_EQ(post.url, post.key.uri);
  EXPECT_EQ(post.native_id, "18446744073709551615");
  EXPECT_EQ(post.author, (AuthorKey{Network::other, "https://www.instagram.com/cuenta_simulada.1/"}));
  EXPECT_EQ(post.text, "¡Libérenlos ya! #FreeThemAll 🕊 & salud");
  EXPECT_EQ(post.created_at, parse_rfc3339("2022-04-14T17:00:00Z"));
  EXPECT_EQ(post.counts, (Counts{12, {}, 0, {}, 340}));
  EXPECT_EQ(post.media, 2);
  EXPECT_EQ(found.pages.front().read_at, UtcTime{Millis{1650000000000}});
  const Author author = only_author(found);
  EXPECT_EQ(author.key, post.author);
  EXPECT_EQ(author.url, post.author.id);
  EXPECT_EQ(author.handle, "Cuenta_Simulada.1");
  EXPECT_EQ(author.display_name, "Cuenta simulada nº 1");
  EXPECT_EQ(author.followers, 70);
  EXPECT_THAT(found.unknown, SizeIs(1));
  EXPECT_TRUE(found.unknown.contains("field_of_tomorrow"));
}

TEST(Instagram, APostOfTheOldGraphSaysTheSame) {
  const Findings found = instagram(
      R"({"__typename":"GraphSidecar","id":"2815000000000000001","shortcode":"CcSim_-1abc","taken_at_timestamp":1649955600,)"
      R"("edge_media_to_caption":{"edges":[{"node":{"text":"#FreeThemAll, ya"}}]},"edge_media_preview_like":{"count":12},)"
      R"("edge_media_preview_comment":{"count":3},"owner":{"id":"900","username":"cuenta_simulada.1",)"
      R"("edge_followed_by":{"count":70}},"edge_sidecar_to_children":{"edges":[{"node":{}},{"node":{}},{"node":{}}]}})");
  const Post post = only_post(found);
  EXPECT_EQ(post.key.uri, "https://www.instagram.com/p/CcSim_-1abc/");
  EXPECT_EQ(post.author.id, "https://www.instagram.com/cuenta_simulada.1/");
  EXPECT_EQ(post.native_id, "2815000000000000001");
  EXPECT_EQ(post.text, "#FreeThemAll, ya");
  EXPECT_EQ(post.counts, (Counts{12, {}, 3, {}, {}}));
  EXPECT_EQ(post.media, 3);
  EXPECT_EQ(only_author(found).followers, 70);
  EXPECT_THAT(found.unknown, IsEmpty());
}

TEST(Instagram, APostWithoutACaptionHasNoText) {
  for (const std::string caption :
       {R"("caption":null)", R"("edge_media_to_caption":{"edges":[]})", R"("edge_media_to_caption":null)"}) {
    const Findings found = instagram(R"({"code":"CcSim_-1abc","taken_at":1649955600,)" + caption +
                                     R"(,"user":{"username":"cuenta_simulada_1"}})");
    EXPECT_EQ(only_post(found).text, "");
    EXPECT_FALSE(only_post(found).counts.any()) << "not told is not zero";
  }
}

TEST(Instagram, CountsThatTheAuthorHidesAreEmpty) {
  const auto counts = [](const std::string& told) {
    return only_post(
               instagram(
                   R"({"code":"CcSim_-1abc","taken_at":1649955600,"user":{"username":"cuenta_simulada_1"},)" +
                   told + "}"))
        .counts;
  };
  EXPECT_EQ(counts(R"("like_count":3,"play_count":9,"comment_count":2,"like_and_view_counts_disabled":true)"),
            (Counts{{}, {}, 2, {}, {}}))
      << "the 3 are those whose names are shown";
  EXPECT_EQ(counts(R"("like_count":-1)"), Counts{});
  EXPECT_EQ(counts(R"("edge_media_preview_like":{"count":-1})"), Counts{});
  EXPECT_EQ(counts(R"("like_count":0,"view_count":0)"), (Counts{0, {}, {}, {}, {}}))
      << "a photo has no views";
}

TEST(Instagram, APostOfAGridTellsItsTimeByItsCode) {
  const Post post = only_post(instagram(
      R"({"__typename":"XIGPolarisVideoMedia","code":"CsBfqYvuMg0","caption":{"text":"#FreeThemAll"},)"
      R"("user":{"id":"900","username":"cuenta_simulada_1"},"play_count":7})"));
  EXPECT_EQ(post.created_at, parse_rfc3339("2023-05-09T13:02:43Z"));
  EXPECT_EQ(post.counts.views, 7);
}

TEST(Instagram, WhatIsNoPublicPostOfSomebodyHasItsReason) {
  const auto with = [](const std::string& more) {
    return R"({"code":"CcSim_-1abc","taken_at":1649955600,)" + more + "}";
  };
  const std::string by = R"("user":{"username":"cuenta_simulada_1"})";
  EXPECT_EQ(only_reason(instagram(with(by + R"(,"product_type":"ad")"))), "an advertisement");
  EXPECT_EQ(only_reason(instagram(with(by + R"(,"link":"https://www.facebook.com/ads/ig_redirect/?x")"))),
            "an advertisement");
  EXPECT_EQ(only_reason(instagram(with(R"("user":{"username":"cuenta_simulada_1","is_private":true})"))),
            "a post of a private account");
  EXPECT_EQ(only_reason(instagram(with(R"("user":null)"))), "a post without an author");
  EXPECT_EQ(only_reason(instagram("{" + by + "}")), "a post without an id");
  EXPECT_EQ(only_reason(instagram(R"({"code":"../x",)" + by + "}")), "a post without an id");
  EXPECT_EQ(only_reason(instagram(R"({"code":"abc",)" + by + "}")), "a post without a time");
}

constexpr std::string_view video =
    R"({"id":"7086000000000000001","desc":"¡Ya! #FreeThemAll con @cuenta_simulada_2","createTime":"1649955600",)"
    R"("author":{"id":"6800000000000000001","uniqueId":"Cuenta.Simulada_1","nickname":"Cuenta simulada nº 1","privateAccount":false},)"
    R"("authorStats":{"followerCount":70,"followingCount":3,"videoCount":9},)"
    R"("textExtra":[{"hashtagName":"FreeThemAll"},{"hashtagName":"","userUniqueId":"cuenta_simulada_2"}],)"
    R"("challenges":[{"title":"FreeThemAll"},{"title":"libertad"}],)"
    R"("stats":{"diggCount":12,"shareCount":2,"commentCount":0,"playCount":340,"collectCount":5},"field_of_tomorrow":1})";

TEST(TikTok, AVideoIsReadWhole) {
  const Findings found = tiktok(video);
  const Post post = only_post(found);
  EXPECT_EQ(post.key,
            (PostKey{Network::other, "https://www.tiktok.com/@cuenta.simulada_1/video/7086000000000000001"}));
  EXPECT_EQ(post.author, (AuthorKey{Network::other, "https://www.tiktok.com/@cuenta.simulada_1"}));
  EXPECT_EQ(post.native_id, "7086000000000000001");
  EXPECT_EQ(post.text, "¡Ya! #FreeThemAll con @cuenta_simulada_2");
  EXPECT_THAT(post.declared_tags, ElementsAre("FreeThemAll", "libertad"));
  EXPECT_FALSE(post.declares_tags) << "hashtags of the text count too";
  EXPECT_EQ(post.created_at, parse_rfc3339("2022-04-14T17:00:00Z"));
  EXPECT_EQ(post.counts, (Counts{12, 2, 0, {}, 340}));
  EXPECT_EQ(post.media, 1);
  EXPECT_EQ(found.pages.front().read_at, UtcTime{Millis{1650000000000}});
  const Author author = only_author(found);
  EXPECT_EQ(author.display_name, "Cuenta simulada nº 1");
  EXPECT_EQ(author.handle, "Cuenta.Simulada_1");
  EXPECT_EQ(author.followers, 70);
  EXPECT_EQ(author.posts, 9);
  ASSERT_THAT(found.pages.front().page.edges, SizeIs(1));
  EXPECT_EQ(found.pages.front().page.edges.front().to, tiktok_account("cuenta_simulada_2"));
  EXPECT_THAT(found.unknown, SizeIs(1));
}

TEST(TikTok, AnAuthorMayBeANameBesideThePost) {
  const Findings found = tiktok(
      R"({"id":7086000000000000001,"desc":"#FreeThemAll","createTime":1649955600,)"
      R"("author":"cuenta_simulada_1","nickname":"Cuenta simulada 1","authorStats":{"followerCount":7}})");
  EXPECT_EQ(only_post(found).key.uri, "https://www.tiktok.com/@cuenta_simulada_1/video/7086000000000000001");
  EXPECT_EQ(only_author(found).display_name, "Cuenta simulada 1");
  EXPECT_EQ(only_author(found).followers, 7);
  EXPECT_FALSE(only_post(found).counts.any());
}

TEST(TikTok, TheNewerCountsAreTextAndExact) {
  const Findings found = tiktok(
      R"({"id":"7086000000000000001","desc":"","createTime":1649955600,"author":{"uniqueId":"cuenta_simulada_1"},)"
      R"("stats":{"diggCount":1200000,"playCount":2000000000},"statsV2":{"diggCount":"1234567","playCount":"2345678901"},)"
      R"("authorStatsV2":{"followerCount":"1234567"},"authorStats":{"followerCount":1200000},)"
      R"("imagePost":{"images":[{},{},{}]}})");
  EXPECT_EQ(only_post(found).counts, (Counts{1234567, {}, {}, {}, 2345678901}));
  EXPECT_EQ(only_post(found).media, 3);
  EXPECT_EQ(only_author(found).followers, 1234567);
}

TEST(TikTok, WhatIsNoPublicPostOfSomebodyHasItsReason) {
  const auto with = [](const std::string& more) {
    return R"({"id":"7086000000000000001","desc":"x","createTime":1649955600,)" + more + "}";
  };
  const std::string by = R"("author":{"uniqueId":"cuenta_simulada_1"})";
  EXPECT_EQ(only_reason(tiktok(with(R"("author":{"uniqueId":"cuenta_simulada_1","privateAccount":true})"))),
            "a post of a private account");
  EXPECT_EQ(only_reason(tiktok(with(by + R"(,"privateItem":true)"))), "a post that is not public");
  EXPECT_EQ(only_reason(tiktok(with(by + R"(,"forFriend":true)"))), "a post that is not public");
  EXPECT_EQ(only_reason(tiktok(with(by + R"(,"isAd":true)"))), "an advertisement");
  EXPECT_EQ(only_reason(tiktok(with(R"("author":{})"))), "a post without an author");
  EXPECT_EQ(only_reason(tiktok("{" + by + R"(,"createTime":1})")), "a post without an id");
}

TEST(Zeeschuimer, ReadsAMixedFileAndSaysWhatItDoesNotRead) {
  const Findings found =
      decode({saved("instagram.com", listed), saved("tiktok.com", video),
              saved("linkedin.com", R"({"id":"1"})"), saved("tiktok-comments", R"({"id":"1"})"),
              saved("twitter.com",
                    R"({"rest_id":"1500000000000000001","core":{"user_results":{"result":{"rest_id":"11"}}},)"
                    R"("legacy":{"full_text":"#FreeThemAll"}})")});
  EXPECT_EQ(found.unread, 2);
  EXPECT_TRUE(found.reasons.contains(
      "a post of linkedin.com: of Zeeschuimer's files only those of X, Instagram and TikTok are read"));
  ASSERT_THAT(found.pages, SizeIs(3));
  EXPECT_EQ(found.pages.back().page.posts.front().key.network, Network::x);
}

// 4CAT puts the post outside and what was about it inside; older ones left that out.
TEST(Zeeschuimer, ReadsWhat4CatMadeOfItsFiles) {
  const std::string about = R"(,"__import_meta":{"source_platform":"instagram.com","timestamp_collected":)" +
                            std::string(read_at) + "}}";
  const std::string post(listed.substr(0, listed.size() - 1));
  const Findings found = decode({post + about, std::string(listed), std::string(video)});
  ASSERT_THAT(found.pages, SizeIs(3));
  EXPECT_EQ(found.pages[0].read_at, UtcTime{Millis{1650000000000}});
  EXPECT_EQ(found.pages[1].read_at, parse_rfc3339("2022-04-14T17:00:00Z")) << "nothing says when it was read";
  EXPECT_EQ(found.pages[1].page.posts.front().key, found.pages[0].page.posts.front().key);
  EXPECT_EQ(found.pages[2].page.posts.front().native_id, "7086000000000000001");
}

TEST(Zeeschuimer, APostThatWasReplacedWasReadWhenItWas) {
  const Findings found = decode({R"({"timestamp_collected":1650000000000,"last_updated":1650000360000,)"
                                 R"("source_platform":"tiktok.com","data":)" +
                                 std::string(video) + "}"});
  ASSERT_THAT(found.pages, SizeIs(1));
  EXPECT_EQ(found.pages.front().read_at, UtcTime{Millis{1650000360000}});
}

TEST(Zeeschuimer, ItsFilesAreRecognised) {
  for (const std::string& line :
       {saved("instagram.com", listed), saved("tiktok.com", video), std::string(video),
        std::string(R"({"pk":"1","image_versions2":{"candidates":[)")})
    for (const Format* format : formats())
      if (format->recognise({line, "x.ndjson"})) {
        EXPECT_STREQ(format->name, "zeeschuimer") << line;
        break;
      }
}

TEST(Addresses, OfOnePostAreOneKey) {
  const auto key = [](std::string_view address) {
    const auto post = social_post_at(address, "@Cuenta_Simulada_1");
    return post ? post->key.uri : "";
  };
  for (const std::string_view address :
       {"https://www.instagram.com/p/CcSim_-1abc/", "http://instagram.com/p/CcSim_-1abc",
        "https://www.instagram.com/reel/CcSim_-1abc/?igsh=1", "https://www.instagram.com/tv/CcSim_-1abc/",
        "https://www.instagram.com/cuenta_simulada_1/reel/CcSim_-1abc/"})
    EXPECT_EQ(key(address), "https://www.instagram.com/p/CcSim_-1abc/") << address;
  for (const std::string_view address :
       {"https://www.tiktok.com/@Cuenta_Simulada_1/video/7086000000000000001?lang=es",
        "https://tiktok.com/@cuenta_simulada_1/photo/7086000000000000001"})
    EXPECT_EQ(key(address), "https://www.tiktok.com/@cuenta_simulada_1/video/7086000000000000001") << address;
  for (const std::string_view address :
       {"", "https://", "https://www.instagram.com/", "https://www.instagram.com/cuenta_simulada_1/",
        "https://www.instagram.com/p/", "https://www.tiktok.com/@cuenta_simulada_1",
        "https://www.tiktok.com/tag/1/2", "https://example.org/p/CcSim_-1abc/"})
    EXPECT_EQ(key(address), "") << address;
  EXPECT_FALSE(social_post_at("https://www.instagram.com/p/CcSim_-1abc/", "Cuenta simulada 1")->author);
}

TEST(Addresses, MakeAPostOfCrowdTangleTheSameAsZeeschuimers) {
  Findings found;
  const auto decoder = crowdtangle_format.open();
  std::vector<std::string_view> titles{"User Name", "Post Created", "URL", "Total Interactions",
                                       "Description"};
  ASSERT_TRUE(decoder->read({"x", titles}, found));
  std::vector<std::string_view> row{"cuenta_simulada.1", "2022-04-14 17:00:00 UTC",
                                    "https://www.instagram.com/p/CcSim_-1abc/", "12", "#FreeThemAll"};
  ASSERT_TRUE(decoder->read({"x", row}, found));
  const Findings other = instagram(listed);
  EXPECT_EQ(only_post(found).key, only_post(other).key);
  EXPECT_EQ(only_post(found).author, only_post(other).author);
  EXPECT_EQ(only_author(found).key, only_author(other).key);
}

}  // namespace
}  // namespace clamor::exchange
