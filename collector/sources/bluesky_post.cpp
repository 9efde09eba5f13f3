#include "collector/sources/bluesky_post.hpp"

#include <fmt/format.h>

#include "collector/sources/bridged.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/limits.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

constexpr std::string_view post_collection = "app.bsky.feed.post";

// at://authority/collection/rkey
struct AtUri {
  std::string_view authority, collection, key;
};
std::optional<AtUri> parse_at_uri(std::string_view uri) {
  if (!uri.starts_with("at://")) return {};
  uri.remove_prefix(5);
  const auto first = uri.find('/');
  const auto second = first == uri.npos ? uri.npos : uri.find('/', first + 1);
  if (second == uri.npos || first == 0 || second + 1 == uri.size()) return {};
  return AtUri{uri.substr(0, first), uri.substr(first + 1, second - first - 1), uri.substr(second + 1)};
}

// A quote of a list or a feed is no quote of a post.
std::optional<PostKey> post_key(std::optional<Json> reference) {
  const auto uri = reference ? text_at(*reference, "uri") : std::nullopt;
  const auto parts = uri ? parse_at_uri(*uri) : std::nullopt;
  if (!parts || parts->collection != post_collection) return {};
  return PostKey{Network::bluesky, std::string(*uri)};
}

std::optional<AuthorKey> author_of(const PostKey& key) {
  const auto parts = parse_at_uri(key.uri);
  if (!parts || !parts->authority.starts_with("did:")) return {};
  return AuthorKey{Network::bluesky, std::string(parts->authority)};
}

bool is_label(Json label, std::string_view wanted) {
  return text_or(label, "val") == wanted && !flag_at(label, "neg").value_or(false);
}

bool warns(std::optional<simdjson::dom::array> labels) {
  if (!labels) return false;
  for (const Json label : *labels)
    for (const auto* kind : {"porn", "sexual", "nudity", "graphic-media"})
      if (is_label(label, kind)) return true;
  return false;
}

class Reader {
 public:
  explicit Reader(Page& page) : page_(page) {}

  void read(Json view, std::string where) {
    where_ = std::move(where);
    const auto record = object_at(view, "record");
    const auto author = object_at(view, "author");
    const auto key = post_key(view.is_object() ? std::optional(view) : std::nullopt);
    const std::string did = author ? text_or(*author, "did") : std::string{};
    if (!key) return issue("has no at:// address of a post");
    if (!did.starts_with("did:")) return issue("has no author");
    if (!record) return issue("has no record");
    if (const auto text = member(*record, "text"); text && !text->is_string())
      return issue("has text that is not text");

    Post post;
    post.key = *key;
    post.author = {Network::bluesky, did};
    post.native_id = key->uri;
    const auto original = original_in_fediverse(text_or(*record, "bridgyOriginalUrl"));
    if (!original) {
      const std::string name = profile(*author, post.author);
      post.url = fmt::format("https://bsky.app/profile/{}/post/{}", name, parse_at_uri(key->uri)->key);
    }
    facts(view, *record, post);
    if (original) bridged(*original, *author, *record, post);
    facets(*record, post);
    if (const auto tags = array_at(*record, "tags"))
      for (const Json tag : *tags) {
        std::string_view spelling;
        if (!tag.get_string().get(spelling)) declare(spelling, post);
      }
    reply(*record, post);
    if (const auto embedded = object_at(*record, "embed")) embed(*embedded, post);
    page_.posts.push_back(std::move(post));
  }

  std::optional<AuthorKey> read_profile(Json view) {
    const AuthorKey key{Network::bluesky, text_or(view, "did")};
    if (!key.id.starts_with("did:")) return {};
    profile(view, key);
    return key;
  }

 private:
  void issue(std::string_view what) { page_.issues.push_back({where_, std::string(what)}); }

  // Returns what a profile address is made of: handles change and may be invalid, the DID stays.
  std::string profile(Json view, const AuthorKey& key) {
    Author author;
    author.key = key;
    author.handle = text_or(view, "handle");
    if (author.handle.empty() || author.handle == "handle.invalid") author.handle = key.id;
    const std::string name = author.handle;
    author.display_name = limited_name(text_or(view, "displayName"));
    author.uri = "at://" + key.id;
    author.url = "https://bsky.app/profile/" + name;
    author.created_at = time_at(view, "createdAt");
    author.followers = count_at(view, "followersCount");
    author.following = count_at(view, "followsCount");
    author.posts = count_at(view, "postsCount");
    if (const auto labels = array_at(view, "labels")) {
      author.consent.hidden_from_signed_out = false;
      for (const Json label : *labels)
        if (is_label(label, "!no-unauthenticated")) author.consent.hidden_from_signed_out = true;
    }
    author.profile_tags = hashtags_in(text_or(view, "description"));  // whole profiles only
    add_author(page_, std::move(author));
    return name;
  }

  void bridged(const Original& original, Json view, Json record, Post& post) {
    become_original(original, post);
    post.url = text_or(record, "bridgyOriginalUrl");
    Author author;
    author.key = original.author;
    author.handle = original.author.id;
    author.display_name = limited_name(text_or(view, "displayName"));
    add_author(page_, std::move(author));
  }

  void facts(Json view, Json record, Post& post) {
    post.text = limited_text(text_or(record, "text"), where_, page_.issues);
    post.declares_tags = true;
    post.created_at = time_at(record, "createdAt");
    if (!post.created_at) issue("its createdAt is no date");
    post.indexed_at = time_at(view, "indexedAt");
    if (const auto langs = array_at(record, "langs"); langs && langs->size() > 0) {
      std::string_view first;
      if (!langs->at(0).get_string().get(first)) post.language = truncate_utf8(first, 35);
    }
    const auto own_labels = object_at(record, "labels");
    post.sensitive =
        warns(array_at(view, "labels")) || (own_labels && warns(array_at(*own_labels, "values")));
    post.counts = {.likes = count_at(view, "likeCount"),
                   .boosts = count_at(view, "repostCount"),
                   .replies = count_at(view, "replyCount"),
                   .quotes = count_at(view, "quoteCount"),
                   .views = {}};
  }

  void declare(std::string_view tag, Post& post) {
    while (tag.starts_with('#')) tag.remove_prefix(1);
    if (!tag.empty() && fits(post.declared_tags.size(), max_tags, where_, "hashtags", page_.issues))
      post.declared_tags.emplace_back(limited_name(tag));
  }

  void link(std::string target, Post& post) {
    if (target.empty() || std::ranges::find(post.links, target) != post.links.end()) return;
    if (fits(post.links.size(), max_links, where_, "links", page_.issues))
      post.links.push_back(std::move(target));
  }

  void facets(Json record, Post& post) {
    const auto list = array_at(record, "facets");
    if (!list) return;
    std::vector<std::string> named;
    for (const Json facet : *list) {
      const auto features = array_at(facet, "features");
      if (!features) continue;
      for (const Json feature : *features) {
        const auto type = text_or(feature, "$type");
        if (type == "app.bsky.richtext.facet#tag") declare(text_or(feature, "tag"), post);
        if (type == "app.bsky.richtext.facet#link") link(text_or(feature, "uri"), post);
        if (type == "app.bsky.richtext.facet#mention") address(text_or(feature, "did"), named, post);
      }
    }
  }

  void address(std::string did, std::vector<std::string>& named, const Post& post) {
    if (!did.starts_with("did:") || std::ranges::find(named, did) != named.end()) return;
    if (!fits(named.size(), max_mentions, where_, "mentions", page_.issues)) return;
    edge(EdgeKind::address, post, AuthorKey{Network::bluesky, did});
    named.push_back(std::move(did));
  }

  void reply(Json record, Post& post) {
    const auto reply = object_at(record, "reply");
    if (!reply) return;
    post.is_reply = true;
    post.root = post_key(object_at(*reply, "root"));
    post.reply_to = post_key(object_at(*reply, "parent"));
    if (post.reply_to) edge(EdgeKind::reply, post, author_of(*post.reply_to), post.reply_to);
  }

  void edge(EdgeKind kind, const Post& post, std::optional<AuthorKey> to,
            std::optional<PostKey> to_post = {}) {
    page_.edges.push_back({kind, post.author, std::move(to), post.key, std::move(to_post), {}, {}});
  }

  // The record's own embed: the view's may be hidden, blocked or gone.
  void embed(Json embed, Post& post) {
    const auto type = text_or(embed, "$type");
    if (type == "app.bsky.embed.recordWithMedia") {
      if (const auto media = object_at(embed, "media")) attached(*media, post);
      if (const auto wrapper = object_at(embed, "record")) quote(object_at(*wrapper, "record"), post);
    } else if (type == "app.bsky.embed.record") {
      quote(object_at(embed, "record"), post);
    } else {
      attached(embed, post);
    }
  }

  void quote(std::optional<Json> reference, Post& post) {
    post.quote_of = post_key(reference);
    if (post.quote_of) edge(EdgeKind::quote, post, author_of(*post.quote_of), post.quote_of);
  }

  void attached(Json media, Post& post) {
    if (const auto card = object_at(media, "external")) link(text_or(*card, "uri"), post);
    if (const auto images = array_at(media, "images"))
      post.media = static_cast<int>(std::min(images->size(), max_media));
    if (object_at(media, "video")) post.media = 1;
  }

  Page& page_;
  std::string where_;
};

}  // namespace

void read_post_views(const std::vector<JsonRows::Row>& rows, Page& page) {
  Reader reader(page);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].json) reader.read(*rows[i].json, fmt::format("post {} of the page", i + 1));
}

std::optional<AuthorKey> read_profile(Json view, Page& page) {
  return Reader(page).read_profile(view);
}

std::optional<UtcTime> sort_at(Json view) {
  const auto record = object_at(view, "record");
  const auto claimed = record ? time_at(*record, "createdAt") : std::nullopt;
  const auto indexed = time_at(view, "indexedAt");
  if (claimed && indexed) return std::min(*claimed, *indexed);
  return claimed ? claimed : indexed;
}

}  // namespace clamor::collector
