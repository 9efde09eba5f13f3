// Bluesky's post search (app.bsky.feed.searchPosts), newest first. Only facets and the record's `tags` make a
// hashtag there; what else the search finds is read, and counts for nothing.

#include <fmt/format.h>

#include "collector/net/url.hpp"
#include "collector/source.hpp"
#include "collector/sources/bluesky_post.hpp"
#include "collector/sources/bluesky_rereads.hpp"
#include "collector/sources/bluesky_search.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/json.hpp"
#include "collector/sources/kinds.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

constexpr KindInfo kind_info{
    .name = "bluesky",
    .network = Network::bluesky,
    .summary = "Post search of Bluesky; asks for an app password",
    .sample_config = R"([[source]]
kind = "bluesky"
server = "https://bsky.social"
identifier = "env:BLUESKY_HANDLE"
password = "env:BLUESKY_APP_PASSWORD"
)",
    .login_required = true,
    .page_size = 100,
};

std::string error_name(const net::HttpResponse& response) {
  const auto document = JsonDocument::read(response.body);
  return document ? text_or(document->root(), "error") : std::string{};
}

net::HttpRequest post_request(const std::string& url) {
  net::HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.headers = {{"Accept", "application/json"}};
  return request;
}

class Bluesky final : public Source {
 public:
  const KindInfo& info() const override { return kind_info; }

  std::optional<net::HttpRequest> login_request(const std::string& server, const std::string& identifier,
                                                const Secret& password) const override {
    if (identifier.empty() || password.empty()) return {};
    auto request = post_request(server + "/xrpc/com.atproto.server.createSession");
    request.headers.push_back({"Content-Type", "application/json"});
    request.secret_body = Secret(fmt::format(R"({{"identifier":{},"password":{}}})", json_quoted(identifier),
                                             json_quoted(password.reveal())));
    return request;
  }

  std::optional<net::HttpRequest> refresh_request(const std::string& server,
                                                  const Session& session) const override {
    if (session.refresh.empty()) return {};
    auto request = post_request(server + "/xrpc/com.atproto.server.refreshSession");
    request.bearer = session.refresh;
    return request;
  }

  Result<Session> read_session(const net::HttpResponse& response) const override {
    if (response.status == 429) return fail(Errc::rate_limited, "too many logins");
    if (response.status >= 500)
      return fail(Errc::server_trouble, fmt::format("login answered {}", response.status));
    const auto document = JsonDocument::read(response.body);
    if (response.status != 200 || !document) {
      const auto why = document ? text_or(document->root(), "message") : std::string{};
      return fail(Errc::needs_login,
                  fmt::format("login refused ({}) {}", response.status, truncate_utf8(printable(why), 120)));
    }
    // The queries go to the configured server, which carries them on: the token is shown to nobody else.
    Session session;
    session.token = Secret(text_or(document->root(), "accessJwt"));
    session.refresh = Secret(text_or(document->root(), "refreshJwt"));
    if (session.token.empty()) return fail(Errc::bad_answer, "the login's answer has no accessJwt");
    return session;
  }

  net::HttpRequest request(const Ask& ask, const std::string& server, const ServerFacts&,
                           const Session& session) const override {
    std::string url = fmt::format("{}/xrpc/app.bsky.feed.searchPosts?q={}&sort=latest&limit={}", server,
                                  net::percent_encode("#" + ask.tag), limit_of(ask, kind_info));
    const auto window = window_of(ask, limit_of(ask, kind_info));
    if (window.until) url += "&until=" + net::percent_encode(to_rfc3339(*window.until));
    if (!window.cursor.empty()) url += "&cursor=" + net::percent_encode(window.cursor);
    return get_json(std::move(url), session.token);
  }

  Verdict classify(const net::HttpResponse& response, const ServerFacts&) const override {
    switch (response.status) {
      case 200:
        return Verdict::page;
      case 400: {
        const auto error = error_name(response);
        if (error == "ExpiredToken" || error == "InvalidToken") return Verdict::refresh_session;
        return error == "InvalidRequest" && response.body.find("limit") != response.body.npos
                   ? Verdict::smaller_page
                   : Verdict::refused;
      }
      case 401:
      case 403:
        return Verdict::needs_login;  // anonymous search is closed now and then, also by an HTML page
      case 404:
      case 410:
      case 501:
        return Verdict::gone;
      case 451:
        return Verdict::refused;
      default:
        return Verdict::retry;
    }
  }

  Result<Answer> parse(const net::HttpResponse& response, const Ask& ask, const std::string&,
                       const ServerFacts&) const override {
    auto rows = JsonRows::read(response.body, "posts", "cursor");
    if (!rows) return tl::unexpected(rows.error());
    Answer answer;
    answer.rows = static_cast<int>(rows->rows().size());
    answer.page.issues = std::move(rows->issues);
    read_post_views(rows->rows(), answer.page);
    read_walk(ask, limit_of(ask, kind_info), rows->rows(), rows->beside, answer);
    return answer;
  }

  const Rereads* rereads() const override { return &rereads_; }

 private:
  BlueskyRereads rereads_;
};

}  // namespace

std::unique_ptr<Source> make_bluesky() {
  return std::make_unique<Bluesky>();
}

}  // namespace clamor::collector
