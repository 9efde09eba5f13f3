// Bluesky's post search (app.bsky.feed.searchPosts), newest first. Only facets and the record's `tags` make a
// hashtag there; what else the search finds is read, and counts for nothing.

#include <fmt/format.h>

#include <charconv>

#include "collector/net/url.hpp"
#include "collector/source.hpp"
#include "collector/sources/bluesky_post.hpp"
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

// Posts that were indexed late or backdated sort below ones we have: each walk reads this far past its mark.
constexpr Millis overlap = std::chrono::hours{1};

// The search gives no result beyond this offset.
constexpr int search_ceiling = 10'000;

std::optional<int> offset_of(std::string_view token) {
  int offset = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), offset);
  const bool whole = error == std::errc{} && end == token.data() + token.size() && offset >= 0;
  return whole ? std::optional(offset) : std::nullopt;
}

int limit_of(const Ask& ask) {
  return ask.limit > 0 ? ask.limit : kind_info.page_size;
}

// An offset of an earlier run has moved: newer posts push results down, which repeats some, and deletions
// pull them up, which would skip some. One page back makes up for the second.
std::string resumed(const Ask& ask) {
  const auto offset = offset_of(ask.cursor.oldest);
  return offset ? std::to_string(std::max(0, *offset - limit_of(ask))) : ask.cursor.oldest;
}

// The instants a page spans, as the server sorts.
struct Span {
  std::optional<UtcTime> newest, oldest;
};
Span span_of(const std::vector<JsonRows::Row>& rows) {
  Span span;
  for (const auto& row : rows) {
    const auto at = row.json ? sort_at(*row.json) : std::nullopt;
    if (!at) continue;
    if (!span.newest || *at > *span.newest) span.newest = at;
    if (!span.oldest || *at < *span.oldest) span.oldest = at;
  }
  return span;
}

// Where the next page begins; empty: this was the last. A short or empty page is not.
std::string token_after(const Ask& ask, const std::string& cursor, Answer& answer) {
  if (cursor.empty()) return {};
  const auto end_of_sight = [&](const char* why) {
    answer.reached_known = false;
    answer.page.issues.push_back({"the page", why});
    return std::string{};
  };
  const auto offset = offset_of(cursor);
  if (cursor == ask.page_token)
    return end_of_sight("the server gave the same page again: older posts stay out of sight");
  if (offset && *offset + limit_of(ask) > search_ceiling)
    return end_of_sight("the search shows no more than 10,000 posts: older ones are out of sight");
  return cursor;
}

Ask go_on(const Ask& ask, const Cursor& cursor, std::string token, std::string walk_newest) {
  Ask next = ask;
  next.cursor = cursor;
  next.page_token = std::move(token);
  next.walk_newest = std::move(walk_newest);
  return next;
}

void read_older(const Ask& ask, const Span& span, const std::string& token, Answer& answer) {
  Cursor cursor = ask.cursor;
  if (cursor.newest.empty() && span.newest) cursor.newest = to_rfc3339(*span.newest);
  cursor.oldest = token;
  cursor.at_start = token.empty();
  if (!token.empty()) answer.next = go_on(ask, cursor, token, {});
  answer.cursor = std::move(cursor);
}

// From the top down to the mark; the mark moves only when the walk is complete.
void read_newer(const Ask& ask, const Span& span, const std::string& token, bool out_of_pages,
                Answer& answer) {
  const auto mark = parse_rfc3339(ask.cursor.newest);
  std::string walk_newest = ask.walk_newest;
  if (walk_newest.empty() && span.newest) walk_newest = to_rfc3339(*span.newest);
  // The page's oldest decides nothing: one backdated post among new ones must not end the walk.
  const bool met = mark && span.newest && *span.newest <= *mark - overlap;
  if (!met && !token.empty()) {
    answer.next = go_on(ask, ask.cursor, token, walk_newest);
    return;
  }
  answer.reached_known = met || out_of_pages || (mark && span.newest && *span.newest <= *mark);
  if (walk_newest.empty()) return;
  answer.cursor = ask.cursor;
  if (const auto top = parse_rfc3339(walk_newest); !mark || (top && *top > *mark))
    answer.cursor->newest = walk_newest;
}

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

  std::optional<net::HttpRequest> server_request(int, const std::string&, const Session&) const override {
    return {};
  }
  ServerFacts read_server(const net::HttpResponse&, ServerFacts facts) const override { return facts; }

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
    net::HttpRequest request;
    const std::string& base = session.base_url.empty() ? server : session.base_url;
    request.url = fmt::format("{}/xrpc/app.bsky.feed.searchPosts?q={}&sort=latest&limit={}", base,
                              net::percent_encode("#" + ask.tag), limit_of(ask));
    std::string token = ask.page_token;
    if (token.empty() && ask.direction == Direction::older) token = resumed(ask);
    if (!token.empty()) request.url += "&cursor=" + net::percent_encode(token);
    request.headers = {{"Accept", "application/json"}};
    request.bearer = session.token;
    return request;
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
    const auto span = span_of(rows->rows());
    const auto token = token_after(ask, rows->beside, answer);
    if (ask.direction == Direction::older)
      read_older(ask, span, token, answer);
    else
      read_newer(ask, span, token, rows->beside.empty(), answer);
    return answer;
  }
};

}  // namespace

std::unique_ptr<Source> make_bluesky() {
  return std::make_unique<Bluesky>();
}

}  // namespace clamor::collector
