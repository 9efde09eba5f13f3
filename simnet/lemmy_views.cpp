#include "simnet/lemmy_views.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "simnet/moment.hpp"

namespace clamor::simnet {
namespace {

constexpr int community_id = 7;
constexpr std::string_view community_name = "campana_simulada";

std::string published(UtcTime at) {
  return iso_micros(at);
}

// The address a thread is about, when it is about one.
const Piece* link_of(const Post& post) {
  const auto link = std::find_if(post.pieces.begin(), post.pieces.end(),
                                 [](const Piece& piece) { return piece.kind == Piece::link; });
  return post.card && link != post.pieces.end() ? &*link : nullptr;
}

}  // namespace

int language_id(std::string_view code) {
  return code == "en" ? 37 : code == "es" ? 39 : 0;
}

std::string LemmyViews::body(int index, UtcTime now) const {
  std::string text;
  for (const Piece& piece : pieces_at(around_.post(index), now)) {
    if (piece.kind == Piece::hashtag || piece.kind == Piece::plain_hash) text += "#";
    if (piece.kind == Piece::address)
      text += "[@" + around_.addresses.acct(piece.person, around_.self) + "](" +
              around_.addresses.actor(piece.person) + ")";
    else
      text += piece.kind == Piece::paragraph ? "\n\n" : piece.text;
  }
  return text;
}

// A note that a community took in is called by its first words.
std::string LemmyViews::title(int index, UtcTime now) const {
  constexpr std::size_t longest = 100;
  const Post& post = around_.post(index);
  if (!post.title.empty()) return post.title;
  const std::string text = body(index, now);
  return truncate_utf8(text.substr(0, text.find('\n')), longest);
}

void LemmyViews::person(Json& json, int index) const {
  const Person& who = around_.person(index);
  json.open_object().field("id", around_.view().account_id(index));
  if (piefed_)
    json.field("user_name", who.handle).field("title", who.name).field("bot", who.bot);
  else
    json.field("name", who.handle).field("display_name", who.name).field("bot_account", who.bot);
  json.field("banned", false)
      .field("deleted", false)
      .field("published", published(who.joined))
      .field("actor_id", around_.addresses.actor(index));
  if (!piefed_) json.field("bio", who.note);
  json.field("local", who.home == around_.self).field("instance_id", who.home + 1);
  if (piefed_) json.key("extra_fields").open_array().close_array();
  json.close_object();
}

void LemmyViews::community(Json& json) const {
  const auto& kinds = around_.world.kinds;
  const auto first = std::find_if(kinds.begin(), kinds.end(),
                                  [](Kind kind) { return kind == Kind::lemmy || kind == Kind::piefed; });
  const Home home = static_cast<Home>(first - kinds.begin());
  json.open_object()
      .field("id", community_id)
      .field("name", community_name)
      .field("title", "Campaña simulada")
      .field("removed", false)
      .field("published", published(around_.world.start))
      .field("deleted", false)
      .field("nsfw", false)
      .field("actor_id", around_.addresses.url(home) + "/c/" + std::string(community_name))
      .field("local", home == around_.self)
      .field("hidden", false);
  if (piefed_)
    json.field("restricted_to_mods", false)
        .field("banned", false)
        .field("ai_generated", false)
        .field("question_answer", false)
        .field("ap_domain", around_.addresses.host(home));
  else
    json.field("posting_restricted_to_mods", false).field("visibility", "Public");
  json.field("instance_id", home + 1).close_object();
}

void LemmyViews::count_members(Json& json, const ServerView::Known& known, UtcTime now) const {
  const Counts counts = told_counts(around_, wrong_counts_, known.post, now);
  json.field("post_id", known.id)
      .field("comments", counts.replies)
      .field("score", counts.likes)
      .field("upvotes", counts.likes)
      .field("downvotes", 0)
      .field("published", published(known.created_at))
      .field("newest_comment_time", published(known.created_at));
}

void LemmyViews::flags(Json& json) const {
  json.field("creator_banned_from_community", false)
      .field("banned_from_community", false)
      .field("creator_is_moderator", false)
      .field("creator_is_admin", false)
      .field("subscribed", "NotSubscribed")
      .field("saved", false)
      .field("read", false)
      .field("hidden", false)
      .field("unread_comments", 0);
}

// A member without a value is left out. A deleted post keeps its title only.
void LemmyViews::lemmy_post(Json& json, const ServerView::Known& known, UtcTime now) const {
  const Post& post = around_.post(known.post);
  const bool deleted = gone(post, now);
  json.open_object().field("id", known.id).field("name", title(known.post, now));
  if (const Piece* link = link_of(post); link && !deleted)
    json.field("url", link->text)
        .field("embed_title", "Petición simulada / simulated petition")
        .field("url_content_type", "text/html");
  if (!deleted) json.field("body", body(known.post, now));
  json.field("creator_id", around_.view().account_id(post.author))
      .field("community_id", community_id)
      .field("removed", false)
      .field("locked", false)
      .field("published", published(known.created_at));
  if (edited(post, now)) json.field("updated", published(post.edit->at));
  json.field("deleted", deleted)
      .field("nsfw", !post.warning.empty())
      .field("ap_id", around_.addresses.uri(known.post))
      .field("local", around_.lives_here(known.post))
      .field("language_id", language_id(post.language))
      .field("featured_community", false)
      .field("featured_local", false)
      .close_object();
}

void LemmyViews::piefed_post(Json& json, const ServerView::Known& known, UtcTime now) const {
  const Post& post = around_.post(known.post);
  const bool deleted = gone(post, now);
  const Piece* link = link_of(post);
  std::string tags;
  for (const std::string& tag : declared_tags(around_.world, known.post, now))
    tags += (tags.empty() ? "" : ", ") + tag;
  json.open_object()
      .field("id", known.id)
      .field("user_id", around_.view().account_id(post.author))
      .field("community_id", community_id)
      .field("title", title(known.post, now))
      .field("deleted", deleted)
      .field("sticky", false)
      .field("instance_sticky", false)
      .field("emoji_reactions", nullptr)
      .field("published", published(known.created_at));
  if (edited(post, now)) json.field("edited_at", published(post.edit->at));
  json.field("ap_id", around_.addresses.uri(known.post))
      .field("local", around_.lives_here(known.post))
      .field("language_id", language_id(post.language))
      .field("removed", false)
      .field("locked", false)
      .field("nsfw", !post.warning.empty())
      .field("ai_generated", false);
  if (!deleted) json.field("body", body(known.post, now));
  json.field("post_type", link ? "Link" : "Discussion");
  if (link && !deleted) json.field("url", link->text);
  json.key("cross_posts").open_array().close_array();
  json.field("tags", deleted ? "" : tags).field("flair", "").close_object();
}

void LemmyViews::post_view(Json& json, const ServerView::Known& known, UtcTime now) const {
  json.open_object().key("post");
  if (piefed_)
    piefed_post(json, known, now);
  else
    lemmy_post(json, known, now);
  json.key("creator");
  person(json, around_.post(known.post).author);
  json.key("community");
  community(json);
  json.key("counts").open_object();
  count_members(json, known, now);
  if (piefed_) json.field("cross_posts", 0);
  json.close_object();
  flags(json);
  if (piefed_)
    json.field("my_vote", 0)
        .field("filtered", false)
        .field("blurred", false)
        .field("activity_alert", false)
        .field("can_auth_user_moderate", false)
        .key("flair_list")
        .open_array()
        .close_array();
  else
    json.field("creator_blocked", false);
  json.close_object();
}

std::string LemmyViews::path(int comment) const {
  std::string path;
  const int thread = around_.post(comment).root;
  for (int at = comment; at >= 0 && at != thread; at = around_.post(at).parent)
    if (const auto* known = around_.view().ever(at)) path = "." + std::to_string(known->id) + path;
  return "0" + path;
}

void LemmyViews::comment_view(Json& json, const ServerView::Known& known, UtcTime now) const {
  const Post& post = around_.post(known.post);
  const Counts counts = told_counts(around_, wrong_counts_, known.post, now);
  const auto& thread = *around_.view().ever(post.root);
  const bool deleted = gone(post, now);
  json.open_object()
      .key("comment")
      .open_object()
      .field("id", known.id)
      .field("creator_id", around_.view().account_id(post.author))
      .field("post_id", thread.id)
      .field("content", deleted ? "" : body(known.post, now))
      .field("removed", false)
      .field("published", published(known.created_at));
  if (edited(post, now)) json.field("updated", published(post.edit->at));
  json.field("deleted", deleted)
      .field("ap_id", around_.addresses.uri(known.post))
      .field("local", around_.lives_here(known.post))
      .field("path", path(known.post))
      .field("distinguished", false)
      .field("language_id", language_id(post.language))
      .close_object()
      .key("creator");
  person(json, post.author);
  json.key("post");
  lemmy_post(json, thread, now);
  json.key("community");
  community(json);
  json.key("counts")
      .open_object()
      .field("comment_id", known.id)
      .field("score", counts.likes)
      .field("upvotes", counts.likes)
      .field("downvotes", 0)
      .field("published", published(known.created_at))
      .field("child_count", counts.replies)
      .close_object();
  flags(json);
  json.field("creator_blocked", false).close_object();
}

void LemmyViews::community_view(Json& json) const {
  json.open_object().key("community");
  community(json);
  json.field("subscribed", "NotSubscribed").field("blocked", false).close_object();
}

}  // namespace clamor::simnet
