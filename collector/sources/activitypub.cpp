// A post as the ActivityPub object it is at home (ActivityStreams 2.0): what its own server says of it to
// anybody, whatever API that server has. Mastodon tells likes and shares since 4.3; others tell less.

#include <algorithm>
#include <array>

#include "collector/intake/html.hpp"
#include "collector/rereads.hpp"
#include "collector/sources/json.hpp"
#include "collector/sources/limits.hpp"

namespace clamor::collector {
namespace {

// Everybody, as the full and the two compact forms name them.
constexpr std::array<std::string_view, 3> everybody{"https://www.w3.org/ns/activitystreams#Public",
                                                    "as:Public", "Public"};

bool names_everybody(Json object, std::string_view member_name) {
  const auto is_everybody = [](Json one) {
    std::string_view name;
    return !one.get_string().get(name) && std::ranges::find(everybody, name) != everybody.end();
  };
  const auto named = member(object, member_name);
  if (!named) return false;
  if (!named->is_array()) return is_everybody(*named);
  for (const Json one : simdjson::dom::array(*named))
    if (is_everybody(one)) return true;
  return false;
}

// A collection is told by its size here, or by an address alone: then its size is not known.
std::optional<std::int64_t> size_of(Json object, std::string_view collection) {
  const auto given = object_at(object, collection);
  return given ? count_at(*given, "totalItems") : std::nullopt;
}

// The one language of its content, where that is told.
std::string language_of(Json object) {
  const auto map = object_at(object, "contentMap");
  if (!map) return {};
  const simdjson::dom::object languages(*map);
  return languages.size() == 1 ? truncate_utf8((*languages.begin()).key, 35) : std::string{};
}

Post read_note(Json note, const PostName& name, Page& page) {
  const std::string where = "the post";
  Post post;
  post.key = name.key;
  post.author = name.author;
  post.url = text_or(note, "url");  // where it is a list, none of it is the page for sure
  auto body = intake::html_to_text(text_at(note, "content").value_or(""));
  std::string whole = text_or(note, "summary");
  if (!whole.empty() && !body.text.empty()) whole += "\n\n";
  post.text = limited_text(whole + body.text, where, page.issues);
  post.links = std::move(body.links);
  if (post.links.size() > max_links) post.links.resize(max_links);
  if (const auto tags = array_at(note, "tag"))
    for (const Json tag : *tags) {
      std::string spelling = text_or(tag, "name");
      if (text_or(tag, "type") != "Hashtag" || spelling.empty()) continue;
      if (!fits(post.declared_tags.size(), max_tags, where, "hashtags", page.issues)) break;
      post.declared_tags.push_back(spelling.starts_with('#') ? spelling.substr(1) : spelling);
    }
  post.created_at = time_at(note, "published");
  post.edited_at = time_at(note, "updated");
  if (post.edited_at && post.created_at && *post.edited_at <= *post.created_at) post.edited_at.reset();
  post.language = language_of(note);
  post.sensitive = flag_at(note, "sensitive").value_or(false);
  if (const auto media = array_at(note, "attachment"))
    post.media = static_cast<int>(std::min(media->size(), max_media));
  post.is_reply = text_at(note, "inReplyTo").has_value();
  post.counts.likes = size_of(note, "likes");
  post.counts.boosts = size_of(note, "shares");
  post.counts.replies = size_of(note, "replies");
  return post;
}

class ActivityPubObjects final : public Rereads {
 public:
  int most_posts() const override { return 1; }
  std::string native_id(const PostKey& key) const override { return key.uri; }

  net::HttpRequest posts_request(std::span<const PostName> posts, const Access&) const override {
    net::HttpRequest request;
    request.url = posts.front().key.uri;
    request.headers = {{"Accept",
                        "application/activity+json, application/ld+json; "
                        "profile=\"https://www.w3.org/ns/activitystreams\""}};
    return request;
  }

  Result<Page> read_posts(const net::HttpResponse& response, std::span<const PostName> posts,
                          const Access&) const override {
    const auto document = JsonDocument::read(response.body);
    if (!document) return tl::unexpected(document.error());
    const Json object = document->root();
    // A server speaks for its own posts only.
    if (text_or(object, "id") != posts.front().key.uri)
      return fail(Errc::bad_answer, "the answer is another object than the one asked for");
    Page page;
    const std::string type = text_or(object, "type");
    if (type == "Tombstone") return page;
    if (type != "Note" && type != "Question") return fail(Errc::bad_answer, "the object is no note");
    if (!names_everybody(object, "to") && !names_everybody(object, "cc"))
      return fail(Errc::bad_answer, "the object is not public");
    page.posts.push_back(read_note(object, posts.front(), page));
    return page;
  }
};

}  // namespace

bool Rereads::says_missing(const net::HttpResponse& response) const {
  if (response.status != 404) return response.status == 410;
  const auto document = JsonDocument::read(response.body);
  return document && document->root().is_object();
}

std::unique_ptr<Rereads> make_activitypub_objects() {
  return std::make_unique<ActivityPubObjects>();
}

}  // namespace clamor::collector
