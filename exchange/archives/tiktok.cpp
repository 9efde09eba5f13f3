// A video or a row of photos of TikTok, with its author as an object or, from pages of before 2023, by name.
#include <algorithm>
#include <charconv>

#include "exchange/archives/fields.hpp"
#include "exchange/archives/social.hpp"
#include "exchange/archives/values.hpp"

namespace clamor::exchange {
namespace {

// All that is known of a post, whether we use it or not. "__import_meta" is 4CAT's.
using PostFields = Fields<
    "AIGCDescription", "BAInfo", "CategoryType", "HasPromoteEntry", "IsAigc", "IsHDBitrate", "__import_meta",
    "adAuthorization", "adLabelVersion", "aigcLabelType", "anchors", "author", "authorId", "authorSecId",
    "authorStats", "authorStatsV2", "avatarThumb", "backendSourceEventTracking", "brandOrganicType",
    "challenges", "channelTags", "collected", "comments", "contentLocation", "contents", "createTime",
    "creatorAIComment", "desc", "digged", "diversificationId", "diversificationLabels", "duetDisplay",
    "duetEnabled", "duetInfo", "effectStickers", "event", "forFriend", "id", "imagePost", "indexEnabled",
    "isActivityItem", "isAd", "isECVideo", "isPinnedItem", "isReviewing", "itemCommentStatus", "itemMute",
    "item_control", "keywordTags", "locationCreated", "maskType", "music", "nickname", "officalItem",
    "originalItem", "playlistId", "poi", "privateItem", "promotedMusicInfo", "scheduleTime", "secret",
    "shareEnabled", "showNotPass", "stats", "statsV2", "stickersOnItem", "stitchDisplay", "stitchEnabled",
    "suggestedWords", "takeDown", "textExtra", "textLanguage", "textTranslatable", "titleLanguage",
    "titleTranslatable", "top", "tt2dsp", "video", "videoSuggestWordsList", "vl1", "warnInfo">;

// The upper half of an id is the second in which it was given.
std::optional<UtcTime> time_of_id(std::string_view id) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc{} || end != id.data() + id.size()) return {};
  return time_of_seconds(static_cast<std::int64_t>(number >> 32U));
}

// The newer of the two writes its numbers as text, and does not round large ones.
std::optional<std::int64_t> count_of(const std::optional<Json>& newer, const std::optional<Json>& older,
                                     std::string_view name) {
  auto count = newer ? count_at(*newer, name) : std::nullopt;
  if (!count && older) count = count_at(*older, name);
  return count;
}

void declare(Post& post, std::string_view tag) {
  if (!tag.empty() && std::ranges::find(post.declared_tags, tag) == post.declared_tags.end())
    post.declared_tags.emplace_back(tag);
}

// Hashtags and people in the text; some hashtags TikTok tells only beside it.
void entities(const PostFields& fields, Post& post, Page& page) {
  std::size_t mentions = 0;
  if (const auto extra = fields.member<"textExtra">(); extra && extra->is_array())
    for (const Json part : simdjson::dom::array(*extra)) {
      declare(post, text_at(part, "hashtagName"));
      const auto named = text_at(part, "userUniqueId");
      if (named.empty() || ++mentions > max_mentions) continue;
      const Edge edge{EdgeKind::address, post.author, tiktok_account(named), post.key, {}, {}, {}};
      if (std::ranges::find(page.edges, edge.to, &Edge::to) == page.edges.end()) page.edges.push_back(edge);
    }
  if (const auto challenges = fields.member<"challenges">(); challenges && challenges->is_array())
    for (const Json challenge : simdjson::dom::array(*challenges)) declare(post, text_at(challenge, "title"));
}

Author author_of(const PostFields& fields, std::string_view handle) {
  Author author;
  author.key = tiktok_account(handle);
  author.handle = handle;
  author.display_name = fields.text<"nickname">();
  if (const auto account = fields.object<"author">()) {
    author.display_name = text_at(*account, "nickname");
    author.created_at = time_of_seconds(count_at(*account, "createTime"));
  }
  const auto newer = fields.object<"authorStatsV2">(), older = fields.object<"authorStats">();
  author.followers = count_of(newer, older, "followerCount");
  author.following = count_of(newer, older, "followingCount");
  author.posts = count_of(newer, older, "videoCount");
  return author;
}

}  // namespace

Result<void> read_tiktok_post(Json record, std::optional<UtcTime> collected_at, Findings& into) {
  const PostFields fields(record, &into);
  if (fields.flag<"isAd">()) return fail(Errc::bad_answer, "an advertisement");
  const std::string id = fields.id<"id">();
  if (!all_digits(id)) return fail(Errc::bad_answer, "a post without an id");
  const auto account = fields.object<"author">();
  const auto handle = account ? text_at(*account, "uniqueId") : fields.text<"author">();
  if (handle.empty()) return fail(Errc::bad_answer, "a post without an author");
  if (account && (flag_at(*account, "privateAccount") || flag_at(*account, "secret")))
    return fail(Errc::bad_answer, "a post of a private account");
  if (fields.flag<"privateItem">() || fields.flag<"secret">() || fields.flag<"forFriend">())
    return fail(Errc::bad_answer, "a post that is not public");

  Post post;
  post.key = tiktok_post(handle, id);
  post.author = tiktok_account(handle);
  post.native_id = id;
  post.created_at = time_of_seconds(fields.count_of<"createTime">());
  if (!post.created_at) post.created_at = time_of_id(id);
  if (!post.created_at) return fail(Errc::bad_answer, "a post without a time");
  post.text = fields.text<"desc">();
  post.media = 1;
  if (const auto photos = fields.object<"imagePost">())
    if (const auto images = array_at(*photos, "images"))
      post.media = static_cast<int>(std::clamp<std::size_t>(images->size(), 1, max_media));
  const auto newer = fields.object<"statsV2">(), older = fields.object<"stats">();
  post.counts.likes = count_of(newer, older, "diggCount");
  post.counts.boosts = count_of(newer, older, "shareCount");  // as in tables: passed on as it is
  post.counts.replies = count_of(newer, older, "commentCount");
  post.counts.views = count_of(newer, older, "playCount");

  Page page;
  entities(fields, post, page);
  page.authors.push_back(author_of(fields, handle));
  page.posts.push_back(std::move(post));
  add_social_page(std::move(page), collected_at, into);
  return {};
}

}  // namespace clamor::exchange
