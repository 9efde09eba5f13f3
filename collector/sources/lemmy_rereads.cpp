#include "collector/sources/lemmy_rereads.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "collector/net/url.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/json.hpp"
#include "collector/sources/lemmy_post.hpp"

namespace clamor::collector {
namespace {

// Posts and comments are numbered apart; which of both it is tells its address, wherever it comes from.
bool is_comment(const PostKey& key) {
  return key.uri.find("/comment/") != key.uri.npos;
}

const char* api(Dialect dialect) {
  switch (dialect) {
    case Dialect::v4:
      return "v4";
    case Dialect::piefed:
      return "alpha";
    case Dialect::v3:
      break;
  }
  return "v3";
}

}  // namespace

// https://HOST/post/12, https://HOST/comment/34.
std::string LemmyRereads::native_id(const PostKey& key) const {
  const std::string before = origin_of(key.uri) + (is_comment(key) ? "/comment/" : "/post/");
  if (!key.uri.starts_with(before)) return {};
  std::string id = key.uri.substr(before.size());
  return std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; }) ? id : std::string{};
}

net::HttpRequest LemmyRereads::posts_request(std::span<const PostName> posts, const Access& access) const {
  const PostName& post = posts.front();
  return get_json(fmt::format("{}/api/{}/{}?id={}", access.server, api(dialect_of(access.facts)),
                              is_comment(post.key) ? "comment" : "post", net::percent_encode(post.native_id)),
                  access.session.token);
}

Result<Page> LemmyRereads::read_posts(const net::HttpResponse& response, std::span<const PostName>,
                                      const Access& access) const {
  const auto document = JsonDocument::read(response.body);
  if (!document) return tl::unexpected(document.error());
  auto view = object_at(document->root(), "post_view");
  if (!view) view = object_at(document->root(), "comment_view");
  if (!view) return fail(Errc::bad_answer, "the answer is neither a post nor a comment");
  const Json item = object_at(*view, "comment").value_or(object_at(*view, "post").value_or(*view));
  Page page;
  if (flag_at(item, "deleted").value_or(false) || flag_at(item, "removed").value_or(false)) return page;
  read_views({{view, {}}}, access.server, access.facts.languages, page);
  return page;
}

// Nearly every complaint is a 400; what it is about says its word.
bool LemmyRereads::says_missing(const net::HttpResponse& response) const {
  if (response.status != 400 && response.status != 404) return false;
  const auto document = JsonDocument::read(response.body);
  const std::string error =
      document ? text_or(document->root(), "error", text_or(document->root(), "message")) : std::string{};
  return error.starts_with("couldnt_find_") || error == "not_found" || error == "No object found.";
}

}  // namespace clamor::collector
