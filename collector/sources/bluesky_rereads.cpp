#include "collector/sources/bluesky_rereads.hpp"

#include "collector/net/url.hpp"
#include "collector/sources/bluesky_post.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/json.hpp"

namespace clamor::collector {
namespace {

net::HttpRequest get(const Access& access, const std::string& method_and_query) {
  return get_json(access.server + "/xrpc/" + method_and_query, access.session.token);
}

template <class Names>
std::string list_of(const char* parameter, const Names& names, const auto& text) {
  std::string list;
  for (const auto& name : names)
    list += (list.empty() ? "?" : "&") + std::string(parameter) + "=" + net::percent_encode(text(name));
  return list;
}

}  // namespace

net::HttpRequest BlueskyRereads::posts_request(std::span<const PostName> posts, const Access& access) const {
  const auto uri = [](const PostName& post) { return post.key.uri; };
  return get(access, "app.bsky.feed.getPosts" + list_of("uris", posts, uri));
}

Result<Page> BlueskyRereads::read_posts(const net::HttpResponse& response, std::span<const PostName>,
                                        const Access&) const {
  auto rows = JsonRows::read(response.body, "posts");
  if (!rows) return tl::unexpected(rows.error());
  Page page;
  page.issues = std::move(rows->issues);
  read_post_views(rows->rows(), page);
  return page;
}

// A 400, where others answer 401.
bool BlueskyRereads::ends_session(const net::HttpResponse& response) const {
  if (response.status != 400) return false;
  const auto document = JsonDocument::read(response.body);
  const std::string error = document ? text_or(document->root(), "error") : std::string{};
  return error == "ExpiredToken" || error == "InvalidToken";
}

std::optional<net::HttpRequest> BlueskyRereads::boosters_request(const PostName& post,
                                                                 const std::string& page_token,
                                                                 const Access& access) const {
  std::string query = "app.bsky.feed.getRepostedBy?limit=100&uri=" + net::percent_encode(post.key.uri);
  if (!page_token.empty()) query += "&cursor=" + net::percent_encode(page_token);
  return get(access, query);
}

Result<Rereads::Boosters> BlueskyRereads::read_boosters(const net::HttpResponse& response,
                                                        const PostName& post, const Access&) const {
  auto rows = JsonRows::read(response.body, "repostedBy", "cursor");
  if (!rows) return tl::unexpected(rows.error());
  Boosters boosters;
  boosters.page.issues = std::move(rows->issues);
  for (const auto& row : rows->rows()) {
    const auto who = row.json ? read_profile(*row.json, boosters.page) : std::nullopt;
    if (who) boosters.page.edges.push_back({EdgeKind::boost, *who, post.author, post.key, {}, {}, {}});
  }
  // The cursor is there even when nobody follows; a page without anybody is the end.
  if (!rows->rows().empty()) boosters.next = rows->beside;
  return boosters;
}

net::HttpRequest BlueskyRereads::profiles_request(std::span<const AuthorKey> authors,
                                                  const Access& access) const {
  const auto did = [](const AuthorKey& author) { return author.id; };
  return get(access, "app.bsky.actor.getProfiles" + list_of("actors", authors, did));
}

Result<Page> BlueskyRereads::read_profiles(const net::HttpResponse& response, const Access&) const {
  auto rows = JsonRows::read(response.body, "profiles");
  if (!rows) return tl::unexpected(rows.error());
  Page page;
  page.issues = std::move(rows->issues);
  for (const auto& row : rows->rows())
    if (row.json) read_profile(*row.json, page);
  return page;
}

}  // namespace clamor::collector
