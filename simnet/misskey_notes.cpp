#include "simnet/misskey_notes.hpp"

#include "simnet/moment.hpp"
#include "simnet/random.hpp"
#include "simnet/spelling.hpp"

namespace clamor::simnet {

std::string renote_id(const Surroundings& around, int post, const Act& act) {
  constexpr std::int64_t year_2000 = 946'684'800'000;
  const auto noise = mixed(around.post(post).salt, 29, static_cast<std::uint64_t>(act.person)) % 1296;
  return aid(static_cast<std::uint64_t>(act.at.time_since_epoch().count() - year_2000) * 1296 + noise);
}

// MFM: a hashtag is a word that begins with '#'.
std::string MisskeyNotes::text(int index, UtcTime now) const {
  const Post& post = around_.post(index);
  std::string words = post.title.empty() ? "" : post.title + "\n\n";
  for (const Piece& piece : pieces_at(post, now)) {
    if (piece.kind == Piece::hashtag || piece.kind == Piece::plain_hash) words += "#";
    words += piece.kind == Piece::paragraph ? "\n\n"
             : piece.kind == Piece::address ? "@" + around_.addresses.acct(piece.person, around_.self)
                                            : piece.text;
  }
  return words;
}

void MisskeyNotes::reactions(Json& json, int likes) const {
  json.key("reactions").open_object();
  if (likes > 2) json.field("👍", likes / 3);
  if (likes > 0) json.field("❤", likes - (likes > 2 ? likes / 3 : 0));
  json.close_object();
}

void MisskeyNotes::files(Json& json, const Post& post) const {
  const auto id = [&](int image) {
    return aid(mixed(post.salt, 9, static_cast<std::uint64_t>(image)) >> 14);
  };
  json.key("fileIds").open_array();
  for (int image = 0; image < post.images; ++image) json.value(id(image));
  json.close_array().key("files").open_array();
  for (int image = 0; image < post.images; ++image)
    json.open_object()
        .field("id", id(image))
        .field("createdAt", iso_millis(post.at))
        .field("name", "simulada.png")
        .field("type", "image/png")
        .field("md5", "00000000000000000000000000000000")
        .field("size", 90'000)
        .field("isSensitive", false)
        .field("blurhash", nullptr)
        .key("properties")
        .open_object()
        .field("width", 1080)
        .field("height", 1350)
        .close_object()
        .field("url", around_.url() + "/files/" + id(image))
        .field("thumbnailUrl", around_.url() + "/files/thumbnail-" + id(image))
        .field("comment", "Imagen simulada / simulated picture")
        .field("folderId", nullptr)
        .field("folder", nullptr)
        .field("userId", nullptr)
        .field("user", nullptr)
        .close_object();
  json.close_array();
}

void MisskeyNotes::user_members(Json& json, int index) const {
  const Person& who = around_.person(index);
  json.field("id", aid(around_.view().account_id(index)))
      .field("name", who.name)
      .field("username", who.handle)
      .key("host");
  if (who.home == around_.self)
    json.value(nullptr);
  else
    json.value(around_.addresses.host(who.home));
  json.field("avatarUrl", around_.url() + "/identicon/" + who.handle).field("avatarBlurhash", nullptr);
  if (who.bot) json.field("isBot", true);
  if (who.home != around_.self)
    json.key("instance")
        .open_object()
        .field("name", server_name(around_.world.kind(who.home), who.home))
        .field("softwareName", kind_name(around_.world.kind(who.home)))
        .field("softwareVersion", nullptr)
        .field("iconUrl", nullptr)
        .field("faviconUrl", nullptr)
        .field("themeColor", nullptr)
        .close_object();
  json.key("emojis").open_object().close_object();
}

void MisskeyNotes::user(Json& json, int index, UtcTime now, Detail detail) const {
  const Person& who = around_.person(index);
  json.open_object();
  user_members(json, index);
  if (detail == Detail::detailed) {
    int notes = 0;
    for (const int post : who.posts) notes += around_.post(post).at <= now;
    const bool local = who.home == around_.self;
    json.key("url");
    local ? json.value(nullptr) : json.value(around_.addresses.profile(index));
    json.key("uri");
    local ? json.value(nullptr) : json.value(around_.addresses.actor(index));
    json.field("createdAt", iso_millis(who.joined))
        .field("description", who.note)
        .field("isSuspended", false)
        .field("lang", who.language)
        .field("followersCount", local ? who.followers : who.followers - who.followers / 90)
        .field("followingCount", who.following)
        .field("notesCount", notes);
  }
  json.close_object();
}

void MisskeyNotes::note(Json& json, const ServerView::Known& known, UtcTime now, Depth depth) const {
  const Post& post = around_.post(known.post);
  const Counts counts = told_counts(around_, wrong_counts_, known.post, now);
  const auto* parent = around_.view().of_post(post.parent, now);
  const auto* quoted = around_.view().of_post(post.quoted, now);
  json.open_object()
      .field("id", aid(known.id))
      .field("createdAt", iso_millis(known.created_at))
      .field("userId", aid(around_.view().account_id(post.author)))
      .key("user");
  user(json, post.author, now, Detail::lite);
  json.field("text", text(known.post, now)).key("cw");
  post.warning.empty() ? json.value(nullptr) : json.value(post.warning);
  json.field("visibility", post.unlisted ? "home" : "public")
      .field("localOnly", false)
      .field("renoteCount", counts.boosts + counts.quotes)
      .field("repliesCount", counts.replies)
      .field("reactionCount", counts.likes);
  reactions(json, counts.likes);
  if (edited(post, now)) json.field("updatedAt", iso_millis(post.edit->at));
  if (const auto tags = declared_tags(around_.world, known.post, now); !tags.empty()) {
    json.key("tags").open_array();
    for (const std::string& tag : tags) json.value(lower_case(tag));
    json.close_array();
  }
  json.key("emojis").open_object().close_object();
  files(json, post);
  json.key("replyId");
  parent ? json.value(aid(parent->id)) : json.value(nullptr);
  json.key("renoteId");
  quoted ? json.value(aid(quoted->id)) : json.value(nullptr);
  if (!around_.lives_here(known.post))
    json.field("uri", around_.addresses.uri(known.post)).field("url", around_.addresses.page(known.post));
  if (depth == Depth::whole && parent) {
    json.key("reply");
    note(json, *parent, now, Depth::inner);
  }
  if (depth == Depth::whole && quoted) {
    json.key("renote");
    note(json, *quoted, now, Depth::inner);
  }
  json.close_object();
}

void MisskeyNotes::renote(Json& json, const ServerView::Known& boosted, const Act& act, UtcTime now) const {
  json.open_object()
      .field("id", renote_id(around_, boosted.post, act))
      .field("createdAt", iso_millis(act.at))
      .field("userId", aid(around_.view().account_id(act.person)))
      .key("user");
  user(json, act.person, now, Detail::lite);
  json.field("text", nullptr)
      .field("cw", nullptr)
      .field("visibility", "public")
      .field("localOnly", false)
      .field("renoteCount", 0)
      .field("repliesCount", 0)
      .field("reactionCount", 0);
  reactions(json, 0);
  json.key("emojis").open_object().close_object();
  json.key("fileIds").open_array().close_array().key("files").open_array().close_array();
  json.field("replyId", nullptr).field("renoteId", aid(boosted.id)).key("renote");
  note(json, boosted, now, Depth::inner);
  json.close_object();
}

}  // namespace clamor::simnet
