#include "simnet/mastodon_entities.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "simnet/moment.hpp"
#include "simnet/random.hpp"

namespace clamor::simnet {

void MastodonEntities::tag(Json& json, const std::string& spelling) const {
  const std::string key = hashtag_key(spelling);
  json.open_object().field("name", key).field("url", url() + "/tags/" + key).close_object();
}

void MastodonEntities::account(Json& json, int someone, UtcTime now) const {
  const Person& who = person(someone);
  const bool local = who.home == around_.self;
  const std::string missing = url() + "/avatars/original/missing.png";
  const std::string no_header = url() + "/headers/original/missing.png";
  const auto posted = std::partition_point(who.posts.begin(), who.posts.end(),
                                           [&](int index) { return post(index).at <= now; });
  json.open_object()
      .field("id", std::to_string(view().account_id(someone)))
      .field("username", who.handle)
      .field("acct", acct(someone))
      .field("display_name", who.name)
      .field("locked", false)
      .field("bot", who.bot)
      .field("discoverable", !who.hidden_signed_out)
      .field("indexable", !who.hidden_signed_out)
      .field("group", false)
      .field("created_at", iso_day(who.joined) + "T00:00:00.000Z")
      .field("note", "<p>" + html_escaped(who.note) + "</p>")
      .field("url", around_.addresses.profile(someone))
      .field("uri", around_.addresses.actor(someone))
      .field("avatar", missing)
      .field("avatar_static", missing)
      .field("header", no_header)
      .field("header_static", no_header)
      // What other servers know of an audience is a little behind.
      .field("followers_count", local ? who.followers : who.followers - who.followers / 90)
      .field("following_count", who.following)
      .field("statuses_count", posted - who.posts.begin());
  json.key("last_status_at");
  if (posted == who.posts.begin())
    json.value(nullptr);
  else
    json.value(iso_day(post(*(posted - 1)).at));
  json.field("hide_collections", false);
  if (local) json.field("noindex", who.hidden_signed_out);
  json.key("emojis").open_array().close_array();
  if (local) json.key("roles").open_array().close_array();
  json.key("fields").open_array();
  if (who.organisation)
    json.open_object()
        .field("name", "Web")
        .field("value", "https://example.org/")
        .field("verified_at", nullptr)
        .close_object();
  json.close_array().close_object();
}

void MastodonEntities::status(Json& json, const ServerView::Known& known, UtcTime now, Quotes quotes) const {
  const Post& it = post(known.post);
  const bool local = person(it.author).home == around_.self;
  const Counts counts = told_counts(around_, wrong_counts_, known.post, now);
  const auto* parent = view().of_post(it.parent, now);
  json.open_object().field("id", std::to_string(known.id)).field("created_at", iso_millis(known.created_at));
  if (parent) {
    json.field("in_reply_to_id", std::to_string(parent->id))
        .field("in_reply_to_account_id", std::to_string(view().account_id(post(it.parent).author)));
  } else {
    json.field("in_reply_to_id", nullptr).field("in_reply_to_account_id", nullptr);
  }
  json.field("sensitive", !it.warning.empty())
      .field("spoiler_text", it.warning)
      .field("visibility", it.unlisted ? "unlisted" : "public")
      .field("language", it.language)
      .field("uri", around_.addresses.uri(known.post))
      .field("url", around_.addresses.page(known.post))
      .field("replies_count", counts.replies)
      .field("reblogs_count", counts.boosts)
      .field("favourites_count", counts.likes)
      .field("quotes_count", counts.quotes)
      .key("edited_at");
  if (edited(it, now))
    json.value(iso_millis(it.edit->at));
  else
    json.value(nullptr);
  json.field("content", content(known.post, now)).field("reblog", nullptr);
  if (local)
    json.key("application").open_object().field("name", "Web").field("website", nullptr).close_object();
  json.key("account");
  account(json, it.author, now);
  attachments(json, it);
  mentions(json, it);
  json.key("tags").open_array();
  for (const std::string& spelling : declared_tags(around_.world, known.post, now)) tag(json, spelling);
  json.close_array().key("emojis").open_array().close_array();
  quote(json, it, now, quotes);
  card(json, it);
  json.field("poll", nullptr)
      .key("quote_approval")
      .open_object()
      .key("automatic")
      .open_array()
      .value("public")
      .close_array()
      .key("manual")
      .open_array()
      .close_array()
      .field("current_user", "denied")
      .close_object()
      .close_object();
}

void MastodonEntities::mentions(Json& json, const Post& it) const {
  json.key("mentions").open_array();
  for (const Piece& piece : it.pieces)
    if (piece.kind == Piece::address)
      json.open_object()
          .field("id", std::to_string(view().account_id(piece.person)))
          .field("username", person(piece.person).handle)
          .field("url", around_.addresses.profile(piece.person))
          .field("acct", acct(piece.person))
          .close_object();
  json.close_array();
}

void MastodonEntities::attachments(Json& json, const Post& it) const {
  const bool local = person(it.author).home == around_.self;
  json.key("media_attachments").open_array();
  for (int image = 0; image < it.images; ++image) {
    const std::string id = std::to_string(mixed(it.salt, 9, static_cast<std::uint64_t>(image)) >> 4);
    const std::string origin =
        home_url(it.author) + "/system/media_attachments/files/" + id + "/original.png";
    json.open_object()
        .field("id", id)
        .field("type", "image")
        .field("url", url() + "/system/" + (local ? "" : "cache/") + "media_attachments/files/" + id +
                          "/original.png")
        .field("preview_url", url() + "/system/media_attachments/files/" + id + "/small.png");
    json.key("remote_url");
    if (local)
      json.value(nullptr);
    else
      json.value(origin);
    json.field("preview_remote_url", nullptr)
        .field("text_url", nullptr)
        .key("meta")
        .open_object()
        .key("original")
        .open_object()
        .field("width", 1080)
        .field("height", 1350)
        .field("size", "1080x1350")
        .key("aspect")
        .raw("0.8")
        .close_object()
        .key("small")
        .open_object()
        .field("width", 429)
        .field("height", 536)
        .field("size", "429x536")
        .key("aspect")
        .raw("0.8003731343283582")
        .close_object()
        .close_object()
        .field("description", "Imagen simulada / simulated picture")
        .field("blurhash", "U00000fQfQfQfQfQfQfQfQfQfQfQfQfQfQfQ")
        .close_object();
  }
  json.close_array();
}

void MastodonEntities::card(Json& json, const Post& it) const {
  const auto link = std::find_if(it.pieces.begin(), it.pieces.end(),
                                 [](const Piece& piece) { return piece.kind == Piece::link; });
  json.key("card");
  if (!it.card || link == it.pieces.end()) {
    json.value(nullptr);
    return;
  }
  json.open_object()
      .field("url", link->text)
      .field("title", "Petición simulada / simulated petition")
      .field("description", "Nada de esto es real.")
      .field("language", "es")
      .field("type", "link")
      .field("author_name", "")
      .field("author_url", "")
      .field("provider_name", "example.org")
      .field("provider_url", "")
      .field("html", "")
      .field("width", 0)
      .field("height", 0)
      .field("image", nullptr)
      .field("image_description", "")
      .field("embed_url", "")
      .field("blurhash", nullptr)
      .field("published_at", nullptr)
      .key("authors")
      .open_array()
      .close_array()
      .close_object();
}

void MastodonEntities::quote(Json& json, const Post& it, UtcTime now, Quotes quotes) const {
  json.key("quote");
  if (it.quoted < 0) {
    json.value(nullptr);
    return;
  }
  const auto* quoted = view().of_post(it.quoted, now);
  json.open_object().field("state", quoted ? "accepted" : "pending");
  if (quotes == Quotes::shallow) {
    json.key("quoted_status_id");
    if (quoted)
      json.value(std::to_string(quoted->id));
    else
      json.value(nullptr);
  } else {
    json.key("quoted_status");
    if (quoted)
      status(json, *quoted, now, Quotes::shallow);
    else
      json.value(nullptr);
  }
  json.close_object();
}

}  // namespace clamor::simnet
