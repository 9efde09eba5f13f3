// Field by field against answers recorded from real servers: the same keys, with values of the same types.

#include <fstream>
#include <map>
#include <set>

#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

// "account.bot" -> {"bool"}; array elements share "[]". Null fits anything, so it is only noted.
using Shape = std::map<std::string, std::set<std::string>>;

// Objects whose keys are data, or which hold what only the recorded server had.
const std::set<std::string> open_ended{"translations", "versions", "meta", "meta.focus"};

void note(Shape& shape, const std::string& path, JsonValue value) {
  switch (value.type()) {
    case simdjson::dom::element_type::OBJECT: {
      shape[path].insert("object");
      const std::string name = path.substr(path.rfind('.') + 1);
      if (open_ended.contains(name)) return;
      const simdjson::dom::object object = value.get_object();
      for (const auto field : object) note(shape, path + "." + std::string(field.key), field.value);
      return;
    }
    case simdjson::dom::element_type::ARRAY: {
      shape[path].insert("array");
      const simdjson::dom::array array = value.get_array();
      for (const JsonValue one : array) note(shape, path + "[]", one);
      return;
    }
    case simdjson::dom::element_type::STRING:
      shape[path].insert("text");
      return;
    case simdjson::dom::element_type::BOOL:
      shape[path].insert("bool");
      return;
    case simdjson::dom::element_type::NULL_VALUE:
      shape[path].insert("null");
      return;
    default:
      shape[path].insert("number");
  }
}

Shape shape_of(const std::vector<std::string>& jsons) {
  Shape shape;
  for (const std::string& json : jsons) {
    const Parsed parsed(json);
    note(shape, "", parsed.root());
  }
  return shape;
}

std::string file_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Ours must have no key that was never recorded, and every recorded key unless it is excused.
void expect_alike(const Shape& ours, const Shape& recorded, const std::set<std::string>& not_ours) {
  for (const auto& [path, types] : ours) {
    const auto found = recorded.find(path);
    ASSERT_NE(found, recorded.end()) << "never recorded: " << path;
    if (found->second == std::set<std::string>{"null"}) continue;
    for (const std::string& type : types)
      EXPECT_TRUE(type == "null" || found->second.contains(type)) << path << " is " << type;
  }
  for (const auto& [path, types] : recorded) {
    bool excused = false;
    for (const std::string& one : not_ours) excused |= path.find(one) != std::string::npos;
    EXPECT_TRUE(excused || ours.contains(path)) << "missing: " << path;
  }
}

class Fixtures : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(shared_folder() / "fixtures"))
      GTEST_SKIP() << "the comparison needs ../shared";
  }
  std::string recorded(const std::string& name) { return file_text(shared_folder() / "fixtures" / name); }
};

TEST_F(Fixtures, MastodonStatusesAndAccounts) {
  const Shape real = shape_of({recorded("mastodon/tag_timeline_mastodon_social.json"),
                               recorded("mastodon/tag_timeline_4_6_local.json"),
                               "[" + recorded("mastodon/status_with_quote.json") + "]"});
  std::vector<std::string> pages;
  for (Home home = 0; home < 3; ++home)
    for (std::string next = "/api/v1/timelines/tag/freethemall?limit=40"; !next.empty();) {
      const Response page = usual_town().ask(home, next);
      pages.push_back(page.body);
      next = linked(page, "next");
    }
  Shape ours = shape_of(pages);
  // 4.5 nests a quoted post's own quote by id only; no recording holds one.
  EXPECT_TRUE(ours.erase("[].quote.quoted_status.quote.quoted_status_id"));
  EXPECT_TRUE(ours.erase("[].quote.quoted_status.quote.state"));
  // A quoted post has all that a post has; one recording of one quote shows only a part of it.
  std::erase_if(ours, [&](const auto& one) {
    const std::string prefix = "[].quote.quoted_status";
    return one.first.starts_with(prefix) && real.contains("[]" + one.first.substr(prefix.size()));
  });
  // Of 4.6 or of someone signed in, or data of the recorded posts.
  expect_alike(ours, real,
               {"favourited", "reblogged", "muted", "bookmarked", "pinned", "filtered", "tagged_collections",
                "avatar_description", "header_description", "show_media", "show_featured", "feature_approval",
                ".meta", "quote.quoted_status", "card.authors[]", "fields[]", "emojis[]", "roles[]"});
}

TEST_F(Fixtures, MastodonInstance) {
  const Shape real = shape_of({recorded("mastodon/instance_v2_mastodon_4_5.json")});
  expect_alike(shape_of({usual_town().ask(0, "/api/v2/instance").body}), real, {"fields[]"});
}

TEST_F(Fixtures, MastodonErrorsAndHeaders) {
  EXPECT_EQ(shape_of({usual_town().ask(0, "/api/v1/statuses/0").body}),
            shape_of({recorded("mastodon/error_404.json")}));
  const Parsed answer(recorded("mastodon/tag_timeline_mastodon_social.headers.json"));
  const Response page = usual_town().ask(0, "/api/v1/timelines/tag/freethemall?limit=5");
  EXPECT_EQ(page.content_type, text(answer["headers"]["content-type"]));
  EXPECT_EQ(header(page, "cache-control"), text(answer["headers"]["cache-control"]));
}

TEST_F(Fixtures, MastodonBoosters) {
  const Town& town = usual_town();
  for (const auto& known : town.view(1).in_order()) {
    if (town.view(1).counts(known.post, town.now).boosts < 5) continue;
    const Response page = town.ask(1, "/api/v1/statuses/" + std::to_string(known.id) + "/reblogged_by");
    expect_alike(shape_of({page.body}), shape_of({recorded("mastodon/reblogged_by.json")}),
                 {"fields[]", "emojis[]"});
    return;
  }
}

TEST_F(Fixtures, BlueskyPosts) {
  const Shape real = shape_of({recorded("bluesky/recorded-searchPosts-freethemall.json"),
                               recorded("bluesky/recorded-getPosts.json"),
                               recorded("bluesky/search_posts_hashtag_rstats.json")});
  // Other programs wrote these, with fields of their own: they show what may be there, not what must be.
  const Shape foreign = shape_of({recorded("bluesky/post_views_mixed.json")});
  std::vector<std::string> pages;
  for (int offset = 0; offset < 600; offset += 100)
    pages.push_back(usual_town()
                        .ask(3, "/xrpc/app.bsky.feed.searchPosts?q=%23freethemall&limit=100&cursor=" +
                                    std::to_string(offset))
                        .body);
  Shape ours = shape_of(pages);
  EXPECT_TRUE(ours.contains(".posts[].record.reply.root.uri"));
  EXPECT_TRUE(ours.contains(".posts[].embed.record.value.text"));
  EXPECT_FALSE(ours.contains(".posts[].author.followersCount"));
  const std::string inside = ".posts[].embed.record.value";  // a quoted record has all that a record has
  std::erase_if(ours, [&](const auto& one) {
    const std::string& path = one.first;
    if (path.starts_with(inside)) return real.contains(".posts[].record" + path.substr(inside.size()));
    if (path.starts_with(".posts[].embed.record.embeds[]")) return true;
    // Inside a quote with media the quoted record stands one level deeper.
    const std::string deep = ".posts[].embed.record.record";
    return path.starts_with(deep) &&
           (real.contains(".posts[].embed.record" + path.substr(deep.size())) ||
            path.starts_with(deep + ".value") || path.starts_with(deep + ".embeds[]"));
  });
  std::erase_if(ours,
                [&](const auto& one) { return !real.contains(one.first) && foreign.contains(one.first); });
  expect_alike(ours, real,
               {"avatar", "viewer", "verification", "chat", "threadgate", "bridgy", "thumb", "embed",
                ".$type", "associated", "via"});
}

TEST_F(Fixtures, BlueskySessionProfilesAndBoosters) {
  const Town& town = usual_town();
  Town other({.days = 2});
  Request request = make_request("POST", "/xrpc/com.atproto.server.createSession");
  request.body = R"({"identifier":")" + other.bluesky->account().identifier + R"(","password":")" +
                 other.bluesky->account().password + "\"}";
  expect_alike(shape_of({other.bluesky->handle(request, other.now).body}),
               shape_of({recorded("bluesky/recorded-createSession.json")}), {"verificationMethod[]"});
  const auto& views = town.bluesky->views();
  for (const int post : views.posts()) {
    if (town.world.posts[static_cast<std::size_t>(post)].boosts.size() < 3 || !views.shown(post, town.now))
      continue;
    const std::string uri = views.uri(post);
    const std::string did = views.did(town.world.posts[static_cast<std::size_t>(post)].author);
    Shape profiles = shape_of({town.ask(3, "/xrpc/app.bsky.actor.getProfiles?actors=" + did).body});
    expect_alike(profiles, shape_of({recorded("bluesky/recorded-getProfiles.json")}), {});
    for (const auto& [method, file] :
         {std::pair("getLikes", "recorded-getLikes"), std::pair("getRepostedBy", "recorded-getRepostedBy")}) {
      Shape ours = shape_of({town.ask(3, std::string("/xrpc/app.bsky.feed.") + method + "?uri=" + uri).body});
      std::erase_if(ours, [](const auto& one) { return one.first.find("labels[]") != std::string::npos; });
      expect_alike(ours, shape_of({recorded(std::string("bluesky/") + file + ".json")}), {});
    }
    return;
  }
}

// Without the members that only newer servers have, or that the recorded posts had no occasion for.
Shape without(Shape ours, const std::set<std::string>& newer) {
  std::erase_if(ours, [&](const auto& one) {
    return std::ranges::any_of(newer, [&](const std::string& name) {
      return one.first.ends_with("." + name) || one.first.find("." + name + ".") != std::string::npos ||
             one.first.find("." + name + "[]") != std::string::npos;
    });
  });
  return ours;
}

const Town& five_kinds() {
  static const Town town({.servers = 12});
  return town;
}

TEST_F(Fixtures, MisskeyNotes) {
  const Shape real =
      shape_of({recorded("misskey/notes_search_by_tag.json"), recorded("misskey/notes_replies.json"),
                recorded("misskey/notes_featured.json"), recorded("misskey/notes_renotes.json")});
  const Home home = five_kinds().first(Kind::misskey);
  const Response page =
      five_kinds().post(home, "/api/notes/search-by-tag", R"({"tag":"freethemall","limit":100})");
  // Recorded on a server of 2020; an inner note has all that a note has.
  const Shape ours = without(shape_of({page.body}), {"localOnly", "reactionCount", "updatedAt", "renote",
                                                     "reply", "❤", "👍", "emojis"});
  expect_alike(ours, real,
               {"emojis",       "myReaction", "avatarColor",  "avgColor", "renote",       "reply",
                "reactions",    "isCat",      "onlineStatus", "name",     "poll",         "mentions",
                "_featuredId_", "_prId_",     "instance",     "pinned",   "user.isAdmin", "user.isModerator",
                "hasPoll",      "isBot",      "theme"});
}

TEST_F(Fixtures, MisskeyHashtag) {
  const Home home = five_kinds().first(Kind::misskey);
  expect_alike(shape_of({five_kinds().post(home, "/api/hashtags/show", R"({"tag":"freethemall"})").body}),
               shape_of({recorded("misskey/hashtags_show.json")}), {});
}

TEST_F(Fixtures, LemmyPosts) {
  const Response page =
      five_kinds().ask(five_kinds().first(Kind::lemmy), "/api/v3/post/list?limit=50&sort=New");
  expect_alike(
      without(shape_of({page.body}), {"updated"}), shape_of({recorded("lemmy/v3_post_list.json")}),
      {"avatar", "banner", "icon", "thumbnail", "image_details", "embed_", "alt_text", "description"});
}

TEST_F(Fixtures, PieFedPosts) {
  const Response page =
      five_kinds().ask(five_kinds().first(Kind::piefed), "/api/alpha/post/list?limit=50&sort=New");
  expect_alike(
      without(shape_of({page.body}), {"edited_at"}),
      shape_of({recorded("lemmy/piefed_post_list_hashtags.json")}),
      {"avatar", "banner", "icon", "thumbnail", "image_details", "alt_text", "description", "updated",
       "cross_posts[]", "flair_list[]", "extra_fields[]", "poll", "event", "about", "creator.flair"});
}

TEST_F(Fixtures, PeertubeVideos) {
  const Response page =
      five_kinds().ask(five_kinds().first(Kind::peertube), "/api/v1/search/videos?search=%23free&count=100");
  // The recording is of the index, which adds addresses, tags and a score.
  expect_alike(without(shape_of({page.body}), {"isLocal"}),
               shape_of({recorded("peertube/sepia_search_videos.json")}),
               {"score", "tags", "thumbnailUrl", "previewUrl", "embedUrl", "avatars[]"});
}

}  // namespace
}  // namespace clamor::simnet
