#include "collector/sources/mastodon_rereads.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "collector/net/headers.hpp"
#include "collector/net/url.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/json.hpp"
#include "collector/sources/mastodon_status.hpp"

namespace clamor::collector {
namespace {

std::string segment(const PostName& post) {
  return net::percent_encode(post.native_id);
}

}  // namespace

// https://HOST/users/NAME/statuses/ID, since 4.5 https://HOST/ap/users/NUMBER/statuses/ID.
std::string MastodonRereads::native_id(const PostKey& key) const {
  constexpr std::string_view before = "/statuses/";
  const auto at = key.uri.rfind(before);
  if (at == key.uri.npos || key.uri.find("/users/") > at) return {};
  std::string id = key.uri.substr(at + before.size());
  const bool digits = !id.empty() && std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; });
  return digits ? id : std::string{};
}

net::HttpRequest MastodonRereads::posts_request(std::span<const PostName> posts, const Access& access) const {
  if (posts.size() == 1)
    return get_json(access.server + "/api/v1/statuses/" + segment(posts.front()), access.session.token);
  std::string ids;
  for (const PostName& post : posts) ids += (ids.empty() ? "?" : "&") + ("id%5B%5D=" + segment(post));
  return get_json(access.server + "/api/v1/statuses" + ids, access.session.token);
}

Result<Page> MastodonRereads::read_posts(const net::HttpResponse& response, std::span<const PostName> posts,
                                         const Access& access) const {
  auto rows = JsonRows::read(posts.size() == 1 ? "[" + response.body + "]" : response.body, {});
  if (!rows) return tl::unexpected(rows.error());
  Page page;
  page.issues = std::move(rows->issues);
  read_statuses(rows->rows(), access.server, account_domain(access.facts, access.server), page);
  return page;
}

std::optional<net::HttpRequest> MastodonRereads::boosters_request(const PostName& post,
                                                                  const std::string& page_token,
                                                                  const Access& access) const {
  std::string path = "/api/v1/statuses/" + segment(post) + "/reblogged_by?limit=80";
  if (!page_token.empty()) path += "&max_id=" + net::percent_encode(page_token);
  return get_json(access.server + path, access.session.token);
}

Result<Rereads::Boosters> MastodonRereads::read_boosters(const net::HttpResponse& response,
                                                         const PostName& post, const Access& access) const {
  auto rows = JsonRows::read(response.body, {});
  if (!rows) return tl::unexpected(rows.error());
  Boosters boosters;
  boosters.page.issues = std::move(rows->issues);
  const std::string domain = account_domain(access.facts, access.server);
  for (const auto& row : rows->rows()) {
    const auto who = row.json ? read_account(*row.json, domain, boosters.page) : std::nullopt;
    if (who) boosters.page.edges.push_back({EdgeKind::boost, *who, post.author, post.key, {}, {}, {}});
  }
  // The ids of boosts are told by the Link alone; its parameters only, never its host.
  if (const auto next = net::link_target(response, "next"))
    if (const auto parameters = net::query_parameters(*next); parameters.contains("max_id"))
      boosters.next = parameters.at("max_id");
  return boosters;
}

net::HttpRequest MastodonRereads::profiles_request(std::span<const AuthorKey> authors,
                                                   const Access& access) const {
  return get_json(access.server + "/api/v1/accounts/lookup?acct=" + net::percent_encode(authors.front().id),
                  access.session.token);
}

Result<Page> MastodonRereads::read_profiles(const net::HttpResponse& response, const Access& access) const {
  const auto document = JsonDocument::read(response.body);
  if (!document) return tl::unexpected(document.error());
  Page page;
  if (!read_account(document->root(), account_domain(access.facts, access.server), page))
    return fail(Errc::bad_answer, "the answer is not an account");
  return page;
}

}  // namespace clamor::collector
