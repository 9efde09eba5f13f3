// A post of Instagram: as its pages list it ("code"), as they listed it until 2024 ("shortcode", counts and
// children as "edges"), and as a grid that tells little more than text and author.
#include <algorithm>

#include "exchange/archives/fields.hpp"
#include "exchange/archives/social.hpp"
#include "exchange/archives/values.hpp"

namespace clamor::exchange {
namespace {

// All that is known of a post, whether we use it or not. Those behind "_" are Zeeschuimer's and 4CAT's.
using PostFields = Fields<
    "__import_meta", "__typename", "_zs_html_embedded_json", "_zs_instagram_view", "_zs_partial",
    "accessibility_caption", "ad_action", "ad_id", "affiliate_info", "all_previous_submitters", "audience",
    "boost_unavailable_identifier", "boost_unavailable_reason", "boosted_status", "can_reshare",
    "can_see_insights_as_brand", "can_viewer_reshare", "can_viewer_save", "caption", "caption_is_edited",
    "carousel_media", "carousel_media_count", "carousel_parent_id", "clips_attribution_info",
    "clips_metadata", "coauthor_producers", "code", "comment_count", "comment_likes_enabled",
    "comment_threading_enabled", "commenting_disabled_for_viewer", "comments", "comments_disabled",
    "crosspost_metadata", "dash_info", "device_timestamp", "dimensions", "display_resources", "display_uri",
    "display_url", "edge_liked_by", "edge_media_preview_comment", "edge_media_preview_like",
    "edge_media_to_caption", "edge_media_to_comment", "edge_media_to_parent_comment",
    "edge_media_to_sponsor_user", "edge_media_to_tagged_user", "edge_sidecar_to_children", "expiring_at",
    "explore", "facepile_top_likers", "fact_check_information", "fact_check_overall_rating", "fb_like_count",
    "feed_demotion_control", "feed_recs_demotion_control", "filter_type", "floating_context_items",
    "follow_hashtag_info", "gating_info", "group", "has_audio", "has_liked", "has_viewer_saved", "headline",
    "id", "ig_media_sharing_disabled", "image_versions2", "inventory_source", "invited_coauthor_producers",
    "is_dash_eligible", "is_paid_partnership", "is_seen", "is_unified_video", "is_video",
    "like_and_view_counts_disabled", "like_count", "link", "location", "logging_info_token",
    "main_feed_carousel_starting_media_id", "media_cropping_info", "media_level_comment_controls",
    "media_notes", "media_overlay_info", "media_preview", "media_type", "open_carousel_submission_state",
    "organic_tracking_token", "original_height", "original_width", "owner", "photo_of_you",
    "pinned_for_users", "pk", "play_count", "preview", "previous_submitter", "product_type",
    "profile_grid_thumbnail_fitting_style", "saved_collection_ids", "sharing_friction_info", "shortcode",
    "social_context", "sponsor_tags", "story_cta", "taken_at", "taken_at_timestamp", "thumbnail_resources",
    "thumbnail_src", "thumbnails", "timeline_pinned_user_ids", "title", "top_likers", "tracking_token",
    "upcoming_event", "user", "usertags", "video_dash_manifest", "video_duration", "video_play_count",
    "video_url", "video_versions", "video_view_count", "view_count", "viewer_can_reshare",
    "wearable_attribution_info">;

std::optional<std::int64_t> counted(const std::optional<Json>& edge) {
  return edge ? count_at(*edge, "count") : std::nullopt;
}

std::size_t items_of(const std::optional<Json>& list) {
  simdjson::dom::array items;
  return !list || list->get(items) ? 0 : items.size();
}

// A code is the post's number in base 64, and the upper bits of the number are when it was made. Those of
// posts for followers only are longer.
std::optional<UtcTime> time_of_code(std::string_view code) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  constexpr std::int64_t epoch = 1'314'220'021'721;
  if (code.size() < 10 || code.size() > 11) return {};
  std::uint64_t number = 0;
  for (const char letter : code) {
    const auto digit = digits.find(letter);
    if (digit == digits.npos) return {};
    number = number * 64 + digit;
  }
  const auto millis = static_cast<std::int64_t>(number >> 23U) + epoch;
  return UtcTime{Millis{millis - millis % 1000}};
}

std::string_view text_of(const PostFields& post) {
  if (const auto caption = post.object<"caption">()) return text_at(*caption, "text");
  if (const auto caption = post.object<"edge_media_to_caption">())
    if (const auto edges = array_at(*caption, "edges"); edges && edges->size() > 0)
      if (const auto node = object_at(*edges->begin(), "node")) return text_at(*node, "text");
  return post.text<"caption">();
}

int media_of(const PostFields& post) {
  std::size_t media = items_of(post.member<"carousel_media">());
  if (const auto children = post.object<"edge_sidecar_to_children">())
    media = std::max(media, items_of(member(*children, "edges")));
  return static_cast<int>(std::clamp<std::size_t>(media, 1, max_media));  // none is without
}

// What its author hides stays empty; so do views, which photos have none of and some pages give as 0.
Counts counts_of(const PostFields& post) {
  Counts counts;
  counts.replies = post.count_of<"comment_count">();
  for (const auto& edge :
       {post.object<"edge_media_preview_comment">(), post.object<"edge_media_to_parent_comment">(),
        post.object<"edge_media_to_comment">()})
    if (!counts.replies) counts.replies = counted(edge);
  if (post.flag<"like_and_view_counts_disabled">()) return counts;
  counts.likes = post.count_of<"like_count">();
  for (const auto& edge : {post.object<"edge_media_preview_like">(), post.object<"edge_liked_by">()})
    if (!counts.likes) counts.likes = counted(edge);
  for (const auto& views : {post.count_of<"view_count">(), post.count_of<"play_count">(),
                            post.count_of<"video_view_count">(), post.count_of<"video_play_count">()})
    if (!counts.views && views.value_or(0) > 0) counts.views = views;
  return counts;
}

Author author_of(Json account, std::string_view handle) {
  Author author;
  author.key = instagram_account(handle);
  author.handle = handle;
  author.display_name = text_at(account, "full_name");
  author.followers = count_at(account, "follower_count");
  if (!author.followers) author.followers = counted(object_at(account, "edge_followed_by"));
  author.following = count_at(account, "following_count");
  author.posts = count_at(account, "media_count");
  return author;
}

bool advertises(const PostFields& post) {
  return post.text<"product_type">() == "ad" ||
         post.text<"link">().starts_with("https://www.facebook.com/ads/");
}

}  // namespace

Result<void> read_instagram_post(Json record, std::optional<UtcTime> collected_at, Findings& into) {
  const PostFields fields(record, &into);
  if (advertises(fields)) return fail(Errc::bad_answer, "an advertisement");
  auto code = fields.text<"code">();
  if (code.empty()) code = fields.text<"shortcode">();
  const PostKey key = instagram_post(code);
  if (!social_post_at(key.uri, {})) return fail(Errc::bad_answer, "a post without an id");
  auto account = fields.object<"user">();
  if (!account || text_at(*account, "username").empty()) account = fields.object<"owner">();
  const auto handle = account ? text_at(*account, "username") : std::string_view{};
  if (handle.empty()) return fail(Errc::bad_answer, "a post without an author");
  if (flag_at(*account, "is_private")) return fail(Errc::bad_answer, "a post of a private account");

  Post post;
  post.key = key;
  post.author = instagram_account(handle);
  post.native_id = fields.id<"pk">();
  if (post.native_id.empty()) post.native_id = fields.id<"id">();
  post.created_at = time_of_seconds(fields.count_of<"taken_at">());
  if (!post.created_at) post.created_at = time_of_seconds(fields.count_of<"taken_at_timestamp">());
  if (!post.created_at) post.created_at = time_of_code(code);
  if (!post.created_at) return fail(Errc::bad_answer, "a post without a time");
  post.text = text_of(fields);
  post.media = media_of(fields);
  post.counts = counts_of(fields);

  Page page;
  page.authors.push_back(author_of(*account, handle));
  page.posts.push_back(std::move(post));
  add_social_page(std::move(page), collected_at, into);
  return {};
}

}  // namespace clamor::exchange
