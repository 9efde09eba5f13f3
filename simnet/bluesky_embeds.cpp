// What a post carries: pictures, a link card, a quoted post, or a quoted post with one of the others. As the
// author's record says it, and as the AppView shows it.

#include <algorithm>

#include "simnet/bluesky_views.hpp"
#include "simnet/moment.hpp"
#include "simnet/random.hpp"

namespace clamor::simnet {
namespace {

constexpr std::string_view card_title = "Petición simulada / simulated petition";
constexpr std::string_view card_text = "Nada de esto es real.";
constexpr std::string_view picture_text = "Imagen simulada / simulated picture";

const Piece* link_of(const Post& post) {
  const auto link = std::find_if(post.pieces.begin(), post.pieces.end(),
                                 [](const Piece& piece) { return piece.kind == Piece::link; });
  return post.card && link != post.pieces.end() ? &*link : nullptr;
}

std::string blob_link(const Post& post, int image) {
  return "bafkrei" + base32(mixed(post.salt, 14, static_cast<std::uint64_t>(image)), 52);
}

void ratio(Json& json) {
  json.key("aspectRatio").open_object().field("height", 1350).field("width", 1080).close_object();
}

// Pictures win over a card, as a record holds only one of them.
void media_record(Json& json, const Post& post) {
  json.open_object();
  if (post.images > 0) {
    json.field("$type", "app.bsky.embed.images").key("images").open_array();
    for (int image = 0; image < post.images; ++image) {
      json.open_object().field("alt", picture_text);
      ratio(json);
      json.key("image")
          .open_object()
          .field("$type", "blob")
          .key("ref")
          .open_object()
          .field("$link", blob_link(post, image))
          .close_object()
          .field("mimeType", "image/jpeg")
          .field("size", 90'000)
          .close_object()
          .close_object();
    }
    json.close_array();
  } else {
    json.field("$type", "app.bsky.embed.external")
        .key("external")
        .open_object()
        .field("uri", link_of(post)->text)
        .field("title", card_title)
        .field("description", card_text)
        .close_object();
  }
  json.close_object();
}

void media_view(Json& json, const Post& post, const std::string& did) {
  json.open_object();
  if (post.images > 0) {
    json.field("$type", "app.bsky.embed.images#view").key("images").open_array();
    for (int image = 0; image < post.images; ++image) {
      const std::string rest = "/plain/" + did + "/" + blob_link(post, image) + "@jpeg";
      json.open_object()
          .field("thumb", "https://cdn.bsky.sim/img/feed_thumbnail" + rest)
          .field("fullsize", "https://cdn.bsky.sim/img/feed_fullsize" + rest)
          .field("alt", picture_text);
      ratio(json);
      json.close_object();
    }
    json.close_array();
  } else {
    json.field("$type", "app.bsky.embed.external#view")
        .key("external")
        .open_object()
        .field("uri", link_of(post)->text)
        .field("title", card_title)
        .field("description", card_text)
        .close_object();
  }
  json.close_object();
}

bool has_media(const Post& post) {
  return post.images > 0 || link_of(post);
}

}  // namespace

void BlueskyViews::embed_record(Json& json, const Post& it) const {
  const bool media = has_media(it);
  if (it.quoted < 0) {
    if (!media) return;
    json.key("embed");
    media_record(json, it);
    return;
  }
  json.key("embed").open_object();
  json.field("$type", media ? "app.bsky.embed.recordWithMedia" : "app.bsky.embed.record");
  if (media) {
    json.key("media");
    media_record(json, it);
    json.key("record").open_object().field("$type", "app.bsky.embed.record").key("record");
    reference(json, it.quoted);
    json.close_object();
  } else {
    json.key("record");
    reference(json, it.quoted);
  }
  json.close_object();
}

void BlueskyViews::quoted_view(Json& json, int quoted, UtcTime now) const {
  json.open_object();
  if (!shown(quoted, now)) {
    json.field("$type", "app.bsky.embed.record#viewNotFound")
        .field("uri", uri(quoted))
        .field("notFound", true)
        .close_object();
    return;
  }
  const Counts counts = true_counts(world_, quoted, now);
  json.field("$type", "app.bsky.embed.record#viewRecord")
      .field("uri", uri(quoted))
      .field("cid", cid(quoted))
      .key("author");
  profile(json, post(quoted).author, Detail::basic, now);
  json.key("value");
  record(json, quoted);
  json.key("labels")
      .open_array()
      .close_array()
      .field("likeCount", counts.likes)
      .field("replyCount", counts.replies)
      .field("repostCount", counts.boosts)
      .field("quoteCount", counts.quotes)
      .field("indexedAt", iso_millis(indexed_at(quoted)))
      .key("embeds")
      .open_array();
  if (has_media(post(quoted))) media_view(json, post(quoted), did(post(quoted).author));
  json.close_array().close_object();
}

void BlueskyViews::embed_view(Json& json, const Post& it, UtcTime now) const {
  if (it.quoted < 0) {
    media_view(json, it, did(it.author));
    return;
  }
  json.open_object();
  if (has_media(it)) {
    json.field("$type", "app.bsky.embed.recordWithMedia#view").key("media");
    media_view(json, it, did(it.author));
    json.key("record").open_object().key("record");
    quoted_view(json, it.quoted, now);
    json.close_object();
  } else {
    json.field("$type", "app.bsky.embed.record#view").key("record");
    quoted_view(json, it.quoted, now);
  }
  json.close_object();
}

}  // namespace clamor::simnet
