#include "simnet/bluesky_views.hpp"

#include <algorithm>

#include "simnet/moment.hpp"
#include "simnet/random.hpp"

namespace clamor::simnet {
namespace {

// A record key is a time: microseconds and ten bits of a clock's own number, five bits a letter.
std::string record_key(const Post& post) {
  static constexpr char letters[] = "234567abcdefghijklmnopqrstuvwxyz";
  std::uint64_t value =
      (static_cast<std::uint64_t>(post.at.time_since_epoch().count()) * 1000 + post.salt % 1000) << 10;
  value |= (post.salt >> 20) & 0x3ff;
  std::string key(13, '2');
  for (auto place = key.rbegin(); place != key.rend(); ++place, value >>= 5) *place = letters[value & 31];
  return key;
}

bool has_link(const Post& post) {
  return std::any_of(post.pieces.begin(), post.pieces.end(),
                     [](const Piece& p) { return p.kind == Piece::link; });
}

}  // namespace

std::string base32(std::uint64_t seed, std::size_t letters) {
  static constexpr char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text;
  for (std::size_t place = 0; place < letters; ++place) text += alphabet[mixed(seed, place) & 31];
  return text;
}

BlueskyText bluesky_text(const World& world, const Post& post) {
  constexpr std::size_t shown = 24;  // of a link; the facet has all of it
  BlueskyText out;
  for (const Piece& piece : post.pieces) {
    const std::size_t start = out.text.size();
    std::string value = piece.text;
    switch (piece.kind) {
      case Piece::words:
        out.text += piece.text;
        continue;
      case Piece::paragraph:
        out.text += "\n\n";
        continue;
      case Piece::plain_hash:
        out.text += "#" + piece.text;
        continue;
      case Piece::hashtag:
        out.text += (post.wide_hash ? "＃" : "#") + piece.text;
        break;
      case Piece::address:
        value = world.people[static_cast<std::size_t>(piece.person)].handle;
        out.text += "@" + value;
        break;
      case Piece::link: {
        const std::string rest = piece.text.substr(piece.text.find("//") + 2);
        out.text += rest.size() > shown ? rest.substr(0, shown) + "..." : rest;
        break;
      }
    }
    out.facets.push_back({start, out.text.size(), piece.kind, value, piece.person});
  }
  return out;
}

BlueskyViews::BlueskyViews(const World& world) : world_(world) {
  for (int index = 0; index < static_cast<int>(world.posts.size()); ++index) {
    if (person(post(index).author).home != world.bluesky()) continue;
    posts_.push_back(index);
    by_uri_.emplace(uri(index), index);
  }
  for (int index = 0; index < static_cast<int>(world.people.size()); ++index) {
    if (person(index).home != world.bluesky()) continue;
    people_.emplace(did(index), index);
    people_.emplace(person(index).handle, index);
  }
}

std::string BlueskyViews::did(int index) const {
  return "did:plc:" + base32(mixed(world_.seed, 10, static_cast<std::uint64_t>(index)), 24);
}

std::string BlueskyViews::uri(int index) const {
  return "at://" + did(post(index).author) + "/app.bsky.feed.post/" + record_key(post(index));
}

std::string BlueskyViews::cid(int index) const {
  return "bafyrei" + base32(mixed(post(index).salt, 11), 52);
}

UtcTime BlueskyViews::indexed_at(int index) const {
  return post(index).at + Millis(150 + static_cast<std::int64_t>(mixed(post(index).salt, 12) % 1800));
}

bool BlueskyViews::indexed(int index, UtcTime now) const {
  return indexed_at(index) <= now && !gone(post(index), now);
}

bool BlueskyViews::shown(int index, UtcTime now) const {
  return index >= 0 && indexed(index, now) && !person(post(index).author).deactivated;
}

int BlueskyViews::post_of(const std::string& uri) const {
  const auto found = by_uri_.find(uri);
  return found == by_uri_.end() ? -1 : found->second;
}

int BlueskyViews::person_of(const std::string& did_or_handle) const {
  const auto found = people_.find(did_or_handle);
  return found == people_.end() ? -1 : found->second;
}

void BlueskyViews::profile(Json& json, int index, Detail detail, UtcTime now) const {
  const Person& who = person(index);
  const std::string joined = iso_millis(who.joined);
  json.open_object().field("did", did(index)).field("handle", who.handle).field("displayName", who.name);
  json.key("associated").open_object();
  if (detail == Detail::detailed)
    json.field("lists", 0).field("feedgens", 0).field("starterPacks", 0).field("labeler", false);
  json.key("activitySubscription")
      .open_object()
      .field("allowSubscriptions", "followers")
      .close_object()
      .close_object();
  json.key("labels").open_array();
  if (who.hidden_signed_out)
    json.open_object()
        .field("src", did(index))
        .field("uri", "at://" + did(index) + "/app.bsky.actor.profile/self")
        .field("cid", "bafyrei" + base32(mixed(world_.seed, 13, static_cast<std::uint64_t>(index)), 52))
        .field("val", "!no-unauthenticated")
        .field("cts", joined)
        .close_object();
  json.close_array().field("createdAt", joined);
  if (detail != Detail::basic) json.field("description", who.note).field("indexedAt", joined);
  if (detail == Detail::detailed) {
    const auto posted =
        std::partition_point(who.posts.begin(), who.posts.end(), [&](int at) { return post(at).at <= now; });
    json.field("followersCount", who.followers)
        .field("followsCount", who.following)
        .field("postsCount", posted - who.posts.begin());
  }
  json.close_object();
}

void BlueskyViews::reference(Json& json, int index) const {
  json.open_object().field("cid", cid(index)).field("uri", uri(index)).close_object();
}

void BlueskyViews::created_at(Json& json, const Post& it) const {
  // The author's own program writes it: some write the local time with its offset.
  const bool local = it.salt % 16 == 0;
  json.field("createdAt", local ? iso_with_offset(it.at, std::chrono::hours(-6)) : iso_millis(it.at));
}

void BlueskyViews::record(Json& json, int index) const {
  const Post& it = post(index);
  const BlueskyText text = bluesky_text(world_, it);
  json.open_object();
  if (!it.record_tags.empty()) {
    json.key("tags").open_array();
    for (const std::string& tag : it.record_tags) json.value(tag);
    json.close_array();
  }
  json.field("text", text.text).field("$type", "app.bsky.feed.post");
  embed_record(json, it);
  if (it.salt % 17 != 0) json.key("langs").open_array().value(it.language).close_array();
  if (it.parent >= 0) {
    json.key("reply").open_object().key("root");
    reference(json, it.root);
    json.key("parent");
    reference(json, it.parent);
    json.close_object();
  }
  if (!text.facets.empty()) {
    json.key("facets").open_array();
    for (const auto& facet : text.facets) {
      json.open_object()
          .key("index")
          .open_object()
          .field("byteEnd", facet.end)
          .field("byteStart", facet.start)
          .close_object();
      json.key("features").open_array().open_object();
      if (facet.kind == Piece::hashtag)
        json.field("tag", facet.value).field("$type", "app.bsky.richtext.facet#tag");
      if (facet.kind == Piece::link)
        json.field("uri", facet.value).field("$type", "app.bsky.richtext.facet#link");
      if (facet.kind == Piece::address)
        json.field("did", did(facet.person)).field("$type", "app.bsky.richtext.facet#mention");
      json.close_object().close_array().close_object();
    }
    json.close_array();
  }
  if (!it.warning.empty())
    json.key("labels")
        .open_object()
        .field("$type", "com.atproto.label.defs#selfLabels")
        .key("values")
        .open_array()
        .open_object()
        .field("val", "graphic-media")
        .close_object()
        .close_array()
        .close_object();
  created_at(json, it);
  json.close_object();
}

void BlueskyViews::post_view(Json& json, int index, UtcTime now) const {
  const Post& it = post(index);
  const Counts counts = true_counts(world_, index, now);
  json.open_object().field("uri", uri(index)).field("cid", cid(index)).key("author");
  profile(json, it.author, Detail::basic, now);
  json.key("record");
  record(json, index);
  if (it.quoted >= 0 || it.images > 0 || (it.card && has_link(it))) {
    json.key("embed");
    embed_view(json, it, now);
  }
  json.field("bookmarkCount", 0)
      .field("replyCount", counts.replies)
      .field("repostCount", counts.boosts)
      .field("likeCount", counts.likes)
      .field("quoteCount", counts.quotes)
      .field("indexedAt", iso_millis(indexed_at(index)))
      .key("labels")
      .open_array();
  if (!it.warning.empty())
    json.open_object()
        .field("src", did(it.author))
        .field("uri", uri(index))
        .field("cid", cid(index))
        .field("val", "graphic-media")
        .field("cts", iso_millis(it.at))
        .close_object();
  json.close_array().close_object();
}

}  // namespace clamor::simnet
