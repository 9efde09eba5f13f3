#include "collector/sources/misskey_rereads.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "collector/sources/fediverse.hpp"
#include "collector/sources/json.hpp"
#include "collector/sources/misskey_note.hpp"

namespace clamor::collector {
namespace {

constexpr int most_renotes = 100;

net::HttpRequest ask(const Access& access, const char* endpoint, const std::string& members) {
  return ask_misskey(access.server + endpoint, members, access.session.token);
}

const std::string& own_url(const Access& access) {
  return access.facts.own_url.empty() ? access.server : access.facts.own_url;
}

Result<JsonRows> rows_of_one(const net::HttpResponse& response) {
  return JsonRows::read("[" + response.body + "]", {});
}

}  // namespace

// https://HOST/notes/ID.
std::string MisskeyRereads::native_id(const PostKey& key) const {
  const std::string before = origin_of(key.uri) + "/notes/";
  if (!key.uri.starts_with(before)) return {};
  std::string id = key.uri.substr(before.size());
  const bool plain = std::ranges::all_of(
      id, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  return plain ? id : std::string{};
}

net::HttpRequest MisskeyRereads::posts_request(std::span<const PostName> posts, const Access& access) const {
  return ask(access, "/api/notes/show", fmt::format(R"("noteId":{})", json_quoted(posts.front().native_id)));
}

Result<Page> MisskeyRereads::read_posts(const net::HttpResponse& response, std::span<const PostName>,
                                        const Access& access) const {
  auto rows = rows_of_one(response);
  if (!rows) return tl::unexpected(rows.error());
  Page page;
  page.issues = std::move(rows->issues);
  read_notes(rows->rows(), own_url(access), page);
  // A renote shown alone comes with the note it repeats: who repeated it is asked elsewhere.
  std::erase_if(page.edges, [](const Edge& edge) { return edge.kind == EdgeKind::boost; });
  return page;
}

bool MisskeyRereads::says_missing(const net::HttpResponse& response) const {
  if (response.status != 400 && response.status != 404) return false;
  const auto document = JsonDocument::read(response.body);
  const auto error = document ? object_at(document->root(), "error") : std::nullopt;
  return error && text_or(*error, "code") == "NO_SUCH_NOTE";
}

std::optional<net::HttpRequest> MisskeyRereads::boosters_request(const PostName& post,
                                                                 const std::string& page_token,
                                                                 const Access& access) const {
  std::string question = fmt::format(R"("noteId":{},"limit":{})", json_quoted(post.native_id), most_renotes);
  if (!page_token.empty()) question += fmt::format(R"(,"untilId":{})", json_quoted(page_token));
  return ask(access, "/api/notes/renotes", question);
}

// Renotes come whole, with their time; quotes among them are posts of their own.
Result<Rereads::Boosters> MisskeyRereads::read_boosters(const net::HttpResponse& response,
                                                        const PostName& post, const Access& access) const {
  auto rows = JsonRows::read(response.body, {});
  if (!rows) return tl::unexpected(rows.error());
  Boosters boosters;
  boosters.page.issues = std::move(rows->issues);
  read_notes(rows->rows(), own_url(access), boosters.page);
  boosters.page.posts.clear();
  std::erase_if(boosters.page.edges,
                [&](const Edge& edge) { return edge.kind != EdgeKind::boost || edge.post != post.key; });
  if (rows->rows().size() == most_renotes && rows->rows().back().json)
    boosters.next = id_at(*rows->rows().back().json, "id");
  return boosters;
}

net::HttpRequest MisskeyRereads::profiles_request(std::span<const AuthorKey> authors,
                                                  const Access& access) const {
  const std::string& id = authors.front().id;
  return ask(access, "/api/users/show",
             fmt::format(R"("username":{})", json_quoted(id.substr(0, id.find('@')))));
}

Result<Page> MisskeyRereads::read_profiles(const net::HttpResponse& response, const Access& access) const {
  const auto document = JsonDocument::read(response.body);
  if (!document) return tl::unexpected(document.error());
  Page page;
  if (!read_user(document->root(), own_url(access), page))
    return fail(Errc::bad_answer, "the answer is not a user");
  return page;
}

}  // namespace clamor::collector
