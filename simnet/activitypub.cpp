#include "simnet/activitypub.hpp"

#include "core/text.hpp"
#include "simnet/json.hpp"

namespace clamor::simnet {
namespace {

constexpr std::string_view context = "https://www.w3.org/ns/activitystreams";
constexpr std::string_view to_everyone = "https://www.w3.org/ns/activitystreams#Public";

bool wants_object(const Request& request) {
  const auto accept = request.headers.find("accept");
  return accept != request.headers.end() && (accept->second.find("activity+json") != std::string::npos ||
                                             accept->second.find("ld+json") != std::string::npos);
}

const char* type_of(Kind kind) {
  return kind == Kind::peertube ? "Video" : kind == Kind::lemmy || kind == Kind::piefed ? "Page" : "Note";
}

std::string words(const Surroundings& around, const Post& post, UtcTime now) {
  std::string html = "<p>";
  for (const Piece& piece : pieces_at(post, now)) {
    if (piece.kind == Piece::hashtag || piece.kind == Piece::plain_hash) html += "#";
    html += piece.kind == Piece::paragraph ? "</p><p>"
            : piece.kind == Piece::address ? "@" + around.person(piece.person).handle
                                           : piece.text;
  }
  return html + "</p>";
}

void collection(Json& json, const char* name, const std::string& id, int total) {
  json.key(name)
      .open_object()
      .field("id", id)
      .field("type", "Collection")
      .field("totalItems", total)
      .close_object();
}

void tags(Json& json, const Surroundings& around, int index, UtcTime now) {
  json.key("tag").open_array();
  for (const std::string& tag : declared_tags(around.world, index, now))
    json.open_object()
        .field("type", "Hashtag")
        .field("href", around.url() + "/tags/" + hashtag_key(tag))
        .field("name", "#" + hashtag_key(tag))
        .close_object();
  json.close_array();
}

// Mastodon tells totals of likes and shares, PeerTube of its views; Misskey and Lemmy tell none.
void totals(Json& json, const Surroundings& around, int index, UtcTime now) {
  const Kind kind = around.world.kind(around.self);
  const std::string uri = around.addresses.uri(index);
  const Counts counts = true_counts(around.world, index, now);
  if (kind == Kind::mastodon) {
    json.key("replies")
        .open_object()
        .field("id", uri + "/replies")
        .field("type", "Collection")
        .key("first")
        .open_object()
        .field("type", "CollectionPage")
        .field("partOf", uri + "/replies")
        .key("items")
        .open_array()
        .close_array()
        .close_object()
        .close_object();
    collection(json, "likes", uri + "/likes", counts.likes);
    collection(json, "shares", uri + "/shares", counts.boosts);
  }
  if (kind == Kind::peertube)
    json.field("views", views_of(around.post(index), counts))
        .field("likes", uri + "/likes")
        .field("shares", uri + "/announces")
        .field("comments", uri + "/comments");
}

Response activity(Json& json) {
  Response response;
  response.content_type = "application/activity+json; charset=utf-8";
  response.body = json.take();
  return response;
}

}  // namespace

int views_of(const Post& post, const Counts& counts) {
  return counts.likes * 9 + counts.replies * 14 + static_cast<int>(post.salt % 40);
}

Response tombstone(const std::string& uri) {
  Json json;
  json.open_object().field("@context", context).field("id", uri).field("type", "Tombstone").close_object();
  Response response = activity(json);
  response.status = 410;
  return response;
}

Response activity_answer(const Request& request, const Surroundings& around, int index, UtcTime now) {
  const Post& post = around.post(index);
  if (!wants_object(request)) {
    Response page;
    page.content_type = "text/html; charset=utf-8";
    page.body = "<!DOCTYPE html><title>SIMULADO</title>" + words(around, post, now);
    return page;
  }
  const Kind kind = around.world.kind(around.self);
  Json json;
  json.open_object()
      .field("@context", context)
      .field("id", around.addresses.uri(index))
      .field("type", type_of(kind))
      .field("attributedTo", around.addresses.actor(post.author))
      .field("published", to_rfc3339(post.at));
  if (edited(post, now)) json.field("updated", to_rfc3339(post.edit->at));
  json.field("url", around.addresses.page(index));
  if (!post.title.empty()) json.field("name", post.title);
  if (!post.warning.empty()) json.field("summary", post.warning);
  json.field("content", words(around, post, now)).field("sensitive", !post.warning.empty());
  if (post.parent >= 0) json.field("inReplyTo", around.addresses.uri(post.parent));
  json.key("to").open_array().value(to_everyone).close_array();
  tags(json, around, index, now);
  totals(json, around, index, now);
  json.close_object();
  return activity(json);
}

}  // namespace clamor::simnet
