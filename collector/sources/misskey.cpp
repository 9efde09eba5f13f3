// Misskey's own API, also as its forks speak it (Sharkey, Firefish, CherryPick...): every question is a POST
// with a JSON body. Facts from search-by-tag's source and from running servers of 2024.9 and 2025.3.

#include <fmt/format.h>

#include <algorithm>

#include "collector/source.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/json.hpp"
#include "collector/sources/kinds.hpp"
#include "collector/sources/misskey_note.hpp"
#include "collector/sources/misskey_rereads.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

constexpr KindInfo kind_info{
    .name = "misskey",
    .network = Network::fediverse,
    .summary = "Hashtag search of Misskey and its forks, such as Sharkey and Firefish",
    .sample_config = R"([[source]]
kind = "misskey"
server = "https://misskey.io"
# token = "env:MISSKEY_TOKEN"   # only for servers that ask for one
)",
    .page_size = 100,
    .gives_quotes = false,  // counted among the renotes
};

// A tag is found only in the spelling it was asked for, capitals aside: accents make another tag. Where ours
// has some, the plain spelling is asked for as well, as "a or b". Firefish knows that question, and fails on
// it (its check of the words looks at the other parameter).
std::string tag_question(const std::string& tag, const ServerFacts& facts) {
  const auto plain = hashtag_key(tag);
  const bool alone = plain == ascii_lower(tag) || facts.software.starts_with("firefish") ||
                     facts.software.starts_with("calckey");
  return alone ? fmt::format(R"("tag":{})", json_quoted(tag))
               : fmt::format(R"("query":[[{}],[{}]])", json_quoted(tag), json_quoted(plain));
}

// Ids are base 36 times, ULIDs or hex: the server compares them as text, so do we.
struct Sheet {
  std::vector<std::string> ids;  // in the page's order, unreadable notes too
  std::string newest, oldest;
  bool newest_first = false;
};

Sheet sheet_of(const std::vector<JsonRows::Row>& rows) {
  Sheet sheet;
  sheet.ids = ids_of(rows);
  if (sheet.ids.empty()) return sheet;
  const auto [oldest, newest] = std::ranges::minmax_element(sheet.ids);
  sheet.newest = *newest;
  sheet.oldest = *oldest;
  sheet.newest_first = sheet.ids.front() > sheet.ids.back();
  return sheet;
}

// A server that ignores untilId would lead us round for ever.
bool leads_down(const Sheet& sheet, const std::string& asked, Answer& answer) {
  if (asked.empty() || sheet.oldest < asked) return true;
  answer.reached_known = false;
  answer.page.issues.push_back(
      {"the page", "the server gave the same page again: older posts stay out of sight"});
  return false;
}

// Only a page without notes is the end: short ones come wherever something was filtered out.
void read_older(const Ask& ask, const Sheet& sheet, Answer& answer) {
  Cursor cursor = ask.cursor;
  const std::string asked = ask.page_token.empty() ? ask.cursor.oldest : ask.page_token;
  if (cursor.newest.empty()) cursor.newest = sheet.newest;
  const bool more = !sheet.ids.empty() && leads_down(sheet, asked, answer);
  if (more) cursor.oldest = sheet.oldest;
  cursor.at_start = !more;
  if (more) answer.next = go_on(ask, cursor, sheet.oldest);
  answer.cursor = std::move(cursor);
}

// sinceId alone gives the notes just above it, oldest first: each page is whole, and the mark rises with it.
void read_upwards(const Ask& ask, const Sheet& sheet, Answer& answer) {
  if (sheet.ids.empty()) return;
  Cursor cursor = ask.cursor;
  cursor.newest = sheet.newest;
  answer.cursor = cursor;
  answer.next = go_on(ask, cursor, {});
}

// From the top down to the mark; the mark moves only when the walk is complete.
void read_downwards(const Ask& ask, const Sheet& sheet, Answer& answer) {
  const std::string walk_newest = ask.walk_newest.empty() ? sheet.newest : ask.walk_newest;
  const bool met = sheet.ids.empty() || (!ask.cursor.newest.empty() && sheet.oldest <= ask.cursor.newest);
  if (!met && leads_down(sheet, ask.page_token, answer)) {
    answer.next = go_on(ask, ask.cursor, sheet.oldest, walk_newest);
  } else if (walk_newest > ask.cursor.newest) {
    answer.cursor = ask.cursor;
    answer.cursor->newest = walk_newest;
  }
}

// {"error": {"code", "message", "info": {"param"}}}, or {"statusCode", "code", "error", "message"} of the
// layer before the endpoints.
std::string error_code(const net::HttpResponse& response) {
  const auto document = JsonDocument::read(response.body);
  if (!document) return {};
  const auto error = object_at(document->root(), "error");
  return text_or(error ? *error : document->root(), "code");
}

// "https://activitypub.software/TransFem-org/Sharkey/" -> "sharkey"
std::string fork_of(std::string repository) {
  while (repository.ends_with('/')) repository.pop_back();
  if (repository.ends_with(".git")) repository.resize(repository.size() - 4);
  const auto slash = repository.rfind('/');
  return slash == repository.npos ? std::string("misskey") : ascii_lower(repository.substr(slash + 1));
}

class Misskey final : public Source {
 public:
  const KindInfo& info() const override { return kind_info; }

  std::optional<net::HttpRequest> server_request(int attempt, const std::string& server,
                                                 const Session&) const override {
    if (attempt == 0) return ask_misskey(server + "/api/meta", R"("detail":false)", {});
    if (attempt == 1) return get_json(server + "/nodeinfo/2.0", {});
    return {};
  }

  ServerFacts read_server(const net::HttpResponse& response, ServerFacts facts) const override {
    if (response.status != 200) return facts;
    const auto document = JsonDocument::read(response.body);
    if (!document) return facts;
    const Json root = document->root();
    const auto told = object_at(root, "software");  // nodeinfo's
    const auto version = text_or(told ? *told : root, "version");
    const auto name = told ? text_or(*told, "name", "misskey") : fork_of(text_or(root, "repositoryUrl"));
    if (!version.empty()) facts.software = truncate_utf8(fmt::format("{} {}", name, version), 100);
    if (auto url = origin_of(text_or(root, "uri")); !url.empty()) facts.own_url = std::move(url);
    return facts;
  }

  net::HttpRequest request(const Ask& ask, const std::string& server, const ServerFacts& facts,
                           const Session& session) const override {
    std::string question =
        fmt::format(R"({},"limit":{})", tag_question(ask.tag, facts), limit_of(ask, kind_info));
    const auto add = [&](const char* name, const std::string& id) {
      if (!id.empty()) question += fmt::format(R"(,"{}":{})", name, json_quoted(id));
    };
    if (ask.direction == Direction::newer) {
      add("sinceId", ask.cursor.newest);
      add("untilId", ask.page_token);
    } else {
      add("untilId", ask.page_token.empty() ? ask.cursor.oldest : ask.page_token);
    }
    return ask_misskey(server + "/api/notes/search-by-tag", question, session.token);
  }

  Verdict classify(const net::HttpResponse& response, const ServerFacts&) const override {
    if (response.status == 200) return starts_html(response.body) ? Verdict::retry : Verdict::page;
    const auto code = error_code(response);
    if (code == "RATE_LIMIT_EXCEEDED") return Verdict::slow_down;
    if (code == "INVALID_PARAM") return Verdict::smaller_page;
    if (code == "CREDENTIAL_REQUIRED" || code.starts_with("AUTHENTICATION") ||
        code.ends_with("PERMISSION_DENIED") || code == "SIGNIN_REQUIRED")
      return Verdict::needs_login;
    switch (response.status) {
      case 400:
      case 406:
      case 415:
      case 418:
      case 451:
        return Verdict::refused;
      case 401:
        return code.empty() ? Verdict::needs_login : Verdict::retry;
      case 403:
        return Verdict::refused;  // a suspended account, or the HTML of what stands before the server
      case 404:
      case 405:
      case 410:
        return Verdict::gone;  // nothing here speaks this API; an unused tag is an empty list
      default:
        return Verdict::retry;
    }
  }

  Result<Answer> parse(const net::HttpResponse& response, const Ask& ask, const std::string& server,
                       const ServerFacts& facts) const override {
    auto rows = JsonRows::read(response.body, {});
    if (!rows) return tl::unexpected(rows.error());
    Answer answer;
    answer.rows = static_cast<int>(rows->rows().size());
    answer.page.issues = std::move(rows->issues);
    read_notes(rows->rows(), facts.own_url.empty() ? server : facts.own_url, answer.page);
    const auto sheet = sheet_of(rows->rows());
    if (answer.rows > 0 && sheet.ids.empty()) return fail(Errc::bad_answer, "no row of the page is a post");
    const bool all_above = sheet.ids.empty() || sheet.oldest > ask.cursor.newest;
    if (ask.direction == Direction::older)
      read_older(ask, sheet, answer);
    else if (ask.page_token.empty() && !ask.cursor.newest.empty() && all_above && !sheet.newest_first)
      read_upwards(ask, sheet, answer);
    else
      read_downwards(ask, sheet, answer);
    return answer;
  }

  const Rereads* rereads() const override { return &rereads_; }

 private:
  MisskeyRereads rereads_;
};

}  // namespace

std::unique_ptr<Source> make_misskey() {
  return std::make_unique<Misskey>();
}

}  // namespace clamor::collector
