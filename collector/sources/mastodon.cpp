// Mastodon's client API, also as other servers speak it: what differs between them is told where it matters.

#include <fmt/format.h>

#include <algorithm>

#include "collector/net/headers.hpp"
#include "collector/net/url.hpp"
#include "collector/source.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/ids.hpp"
#include "collector/sources/json.hpp"
#include "collector/sources/kinds.hpp"
#include "collector/sources/mastodon_rereads.hpp"
#include "collector/sources/mastodon_status.hpp"

namespace clamor::collector {
namespace {

constexpr KindInfo kind_info{
    .name = "mastodon",
    .network = Network::fediverse,
    .summary = "Hashtag timelines of Mastodon and of servers that speak its API",
    .sample_config = R"([[source]]
kind = "mastodon"
server = "https://mastodon.social"
# token = "env:MASTODON_TOKEN"   # only for servers that ask for one
)",
    .page_size = 40,
};

constexpr std::size_t most_history_days = 31;  // Mastodon gives seven

bool mentions(std::string_view text, std::string_view word) {
  return text.find(word) != text.npos;
}

// snac does not decode the path; everywhere else a letter beyond ASCII is percent-encoded.
std::string tag_in_path(const std::string& tag, const ServerFacts& facts) {
  return mentions(facts.software, "snac") ? tag : net::percent_encode(tag);
}

// How a `newer` walk goes: up from the mark with min_id, or down from the top until the mark is met. Down
// where ids do not sort (an unknown min_id finds nothing there) and on Pixelfed, whose min_id gives the
// newest page.
bool goes_up(const Ask& ask, const ServerFacts& facts) {
  return ask.direction == Direction::newer && sorts_by_age(ask.cursor.newest) &&
         !mentions(facts.software, "Pixelfed");
}

// What the paging reads of an answer.
struct Sheet {
  std::vector<std::string> ids;  // in the page's order, unreadable posts too
  bool linked = false;           // the server speaks Link
  std::string link_max, link_min;
};

// Parameters only: Link carries the host the server believes to have.
std::string parameter_of_link(const net::HttpResponse& response, std::string_view rel,
                              const std::string& name) {
  const auto target = net::link_target(response, rel);
  if (!target) return {};
  const auto parameters = net::query_parameters(*target);
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string{} : found->second;
}

Sheet sheet_of(const net::HttpResponse& response, const std::vector<JsonRows::Row>& rows) {
  Sheet sheet;
  sheet.ids = ids_of(rows);
  sheet.linked = !response.header("link").empty();
  sheet.link_max = parameter_of_link(response, "next", "max_id");
  sheet.link_min = parameter_of_link(response, "prev", "min_id");
  return sheet;
}

// Where the page below this one begins; empty: there is none. A page without posts is not the end while a
// Link says next; where no Link is spoken only a page without posts is.
std::string below(const Sheet& sheet) {
  return sheet.linked ? sheet.link_max : oldest_id(sheet.ids);
}

// A server that ignores max_id would lead us round for ever.
bool leads_down(const std::string& token, const std::string& asked) {
  if (asked.empty()) return true;
  return sorts_by_age(token) && sorts_by_age(asked) ? is_newer(asked, token) : token != asked;
}

// A Link tells how far a page went even where a filter took its newest posts.
std::string newest_of(const Sheet& sheet) {
  std::string newest = newest_mark(sheet.ids);
  if (!sorts_by_age(sheet.link_min)) return newest;
  return newest.empty() || is_newer(sheet.link_min, newest) ? sheet.link_min : newest;
}

void read_older(const Ask& ask, const Sheet& sheet, Answer& answer) {
  Cursor cursor = ask.cursor;
  const std::string asked = ask.page_token.empty() ? ask.cursor.oldest : ask.page_token;
  if (cursor.newest.empty()) cursor.newest = newest_of(sheet);
  if (!sheet.ids.empty()) cursor.oldest = oldest_id(sheet.ids);
  std::string token = below(sheet);
  if (!token.empty() && !leads_down(token, asked)) {
    answer.page.issues.push_back(
        {"the page", "the server gave the same page again: older posts stay out of sight"});
    answer.reached_known = false;
    token.clear();
  }
  cursor.at_start = token.empty();
  if (!token.empty()) {
    cursor.oldest = token;
    answer.next = go_on(ask, cursor, token);
  }
  answer.cursor = std::move(cursor);
}

void read_upwards(const Ask& ask, const Sheet& sheet, Answer& answer) {
  const std::string asked = ask.page_token.empty() ? ask.cursor.newest : ask.page_token;
  std::string top = asked;
  bool below_mark = false;
  for (const auto& id : sheet.ids) {
    if (is_newer(id, top)) top = id;
    below_mark = below_mark || !is_newer(id, asked);
  }
  // A page that filters emptied, or whose newest post they took, still tells how far it went.
  if (sorts_by_age(sheet.link_min) && is_newer(sheet.link_min, top)) top = sheet.link_min;
  // The newest page in place of the next one: on the first it joins what we have, later it may not. (An
  // ordinary end is an empty page; the last post alone is a server that counts min_id in.)
  const bool older_again =
      std::ranges::any_of(sheet.ids, [&](const auto& id) { return is_newer(asked, id); });
  if (!ask.page_token.empty() && (top == asked ? older_again : below_mark)) {
    answer.reached_known = false;
    answer.page.issues.push_back({"the page", "the server ignores min_id: posts in between may be missing"});
  }
  if (top == asked) return;
  Cursor cursor = ask.cursor;
  cursor.newest = top;
  answer.cursor = cursor;
  if (!below_mark) answer.next = go_on(ask, cursor, top);
}

void read_downwards(const Ask& ask, const Sheet& sheet, Answer& answer) {
  const std::string walk_newest = ask.walk_newest.empty() ? newest_mark(sheet.ids) : ask.walk_newest;
  std::string token = meets(sheet.ids, ask.cursor.newest) ? std::string{} : below(sheet);
  if (!token.empty() && !leads_down(token, ask.page_token)) {
    answer.page.issues.push_back(
        {"the page", "the server gave the same page again: posts in between may be missing"});
    answer.reached_known = false;
    token.clear();
  }
  if (!token.empty()) {
    answer.next = go_on(ask, ask.cursor, token, walk_newest);
  } else if (!walk_newest.empty()) {
    answer.cursor = ask.cursor;
    answer.cursor->newest = walk_newest;
    if (ask.cursor.newest.empty()) answer.cursor->at_start = answer.reached_known;
  }
}

// "4.5.0", "2.7.2 (compatible; Pleroma 2.7.0)", "4.0.0 (not true; really snac/2.75)", GoToSocial's bare
// "0.19.1".
std::string software_of(Json instance) {
  const auto version = text_or(instance, "version");
  for (const std::string_view word : {"compatible; ", "really "})
    if (const auto at = version.find(word); at != version.npos)
      return version.substr(at + word.size(), version.find(')', at) - at - word.size());
  const auto home = text_or(instance, "source_url");
  const auto name = mentions(home, "gotosocial") ? "gotosocial" : "mastodon";
  return version.empty() ? std::string{} : fmt::format("{} {}", name, version);
}

std::string domain_of(Json instance) {
  std::string domain = text_or(instance, "account_domain");
  if (domain.empty()) domain = text_or(instance, "domain");
  if (domain.empty()) domain = text_or(instance, "uri");
  if (const auto scheme = domain.find("://"); scheme != domain.npos) domain.erase(0, scheme + 3);
  while (domain.ends_with('/')) domain.pop_back();
  return domain;
}

// Version 2 of the instance page, then version 1.
std::string streaming_of(Json instance) {
  if (const auto configuration = object_at(instance, "configuration"))
    if (const auto urls = object_at(*configuration, "urls")) return text_or(*urls, "streaming");
  const auto urls = object_at(instance, "urls");
  return urls ? text_or(*urls, "streaming_api") : std::string{};
}

void read_access(Json instance, ServerFacts& facts) {
  auto place = std::optional(instance);
  for (const auto* step : {"configuration", "timelines_access", "hashtag_feeds"})
    if (place) place = object_at(*place, step);
  if (!place) return;
  const auto local = text_or(*place, "local", "public"), remote = text_or(*place, "remote", "public");
  facts.access_told = true;
  facts.login_needed = local != "public" && remote != "public";
  facts.local_only = local == "public" && remote != "public";
  facts.remote_with_login = remote == "authenticated";
}

// What an error body says: a text, or (Sharkey) an object with a code.
struct Complaint {
  std::string text, code;
};
Complaint complaint_of(const net::HttpResponse& response) {
  const auto document = JsonDocument::read(response.body);
  if (!document) return {};
  Complaint complaint{text_or(document->root(), "error", text_or(document->root(), "message")), {}};
  if (const auto error = object_at(document->root(), "error")) {
    complaint.code = text_or(*error, "code");
    complaint.text = text_or(*error, "message");
  }
  return complaint;
}

Verdict unauthorised(const net::HttpResponse& response, const ServerFacts& facts) {
  const auto complaint = complaint_of(response);
  if (complaint.code == "INVALID_PARAM") return Verdict::smaller_page;
  const bool about_us = complaint.code.empty() || mentions(complaint.code, "CREDENTIAL") ||
                        mentions(complaint.code, "AUTHENTICATION") || mentions(complaint.code, "PERMISSION");
  if (!about_us) return Verdict::retry;  // Sharkey says 401 for any inner error
  // Where nothing was told of feeds, local posts may still be open; GoToSocial has none that are.
  const bool may_be_local = !facts.local_only && !facts.access_told && !facts.software.empty() &&
                            !mentions(facts.software, "gotosocial") && !mentions(complaint.text, "token");
  return may_be_local ? Verdict::ask_local_only : Verdict::needs_login;
}

Verdict bad_request(const net::HttpResponse& response) {
  const auto complaint = complaint_of(response);
  if (mentions(response.body, "limit")) return Verdict::smaller_page;
  // A name the server cannot have as a tag is a tag nobody there has used.
  if (response.status == 400 && mentions(complaint.text, "tag")) return Verdict::no_posts_yet;
  // Before 4.5 a closed feed is a 422, in words of the server's language.
  if (response.status == 422 && !complaint.text.empty()) return Verdict::needs_login;
  return Verdict::smaller_page;
}

class Mastodon final : public Source {
 public:
  const KindInfo& info() const override { return kind_info; }

  std::optional<net::HttpRequest> server_request(int attempt, const std::string& server,
                                                 const Session& session) const override {
    if (attempt > 1) return {};  // /api/v1 is all that snac and older servers have
    return get_json(server + (attempt == 0 ? "/api/v2/instance" : "/api/v1/instance"), session.token);
  }

  ServerFacts read_server(const net::HttpResponse& response, ServerFacts facts) const override {
    if (response.status != 200) return facts;
    const auto document = JsonDocument::read(response.body);
    if (!document || !document->root().is_object()) return facts;
    facts.domain = domain_of(document->root());
    facts.software = software_of(document->root());
    read_access(document->root(), facts);
    facts.streaming = streaming_of(document->root());
    return facts;
  }

  std::optional<net::HttpRequest> history_request(const std::string& tag, const std::string& server,
                                                  const Session& session) const override {
    return get_json(server + "/api/v1/tags/" + net::percent_encode(tag), session.token);
  }

  std::vector<TagUse> read_history(const net::HttpResponse& response) const override {
    std::vector<TagUse> uses;
    const auto document = JsonDocument::read(response.body);
    const auto history = document ? array_at(document->root(), "history") : std::nullopt;
    if (!history) return uses;
    constexpr std::int64_t latest = 4'102'444'800;  // the year 2100, in seconds
    for (const Json row : *history) {
      // In strings: {"day": "1763856000", "uses": "12", "accounts": "9"}.
      const auto number = [&](std::string_view key) { return whole_number(id_at(row, key)); };
      const auto day = number("day"), count = number("uses");
      if (!day || !count || *day > latest || uses.size() == most_history_days) continue;
      uses.push_back({UtcTime{std::chrono::seconds{*day}}, *count, number("accounts").value_or(0)});
    }
    return uses;
  }

  net::HttpRequest request(const Ask& ask, const std::string& server, const ServerFacts& facts,
                           const Session& session) const override {
    std::string url = fmt::format("{}/api/v1/timelines/tag/{}?limit={}", server, tag_in_path(ask.tag, facts),
                                  limit_of(ask, kind_info));
    const bool up = goes_up(ask, facts);
    std::string token = ask.page_token;
    if (token.empty() && up) token = ask.cursor.newest;
    if (token.empty() && ask.direction == Direction::older) token = ask.cursor.oldest;
    if (!token.empty()) url += (up ? "&min_id=" : "&max_id=") + net::percent_encode(token);
    const bool opened = facts.remote_with_login && !session.token.empty();
    if (facts.local_only && !opened) url += "&local=true";
    return get_json(std::move(url), session.token);
  }

  Verdict classify(const net::HttpResponse& response, const ServerFacts& facts) const override {
    switch (response.status) {
      case 200:
        return starts_html(response.body) ? Verdict::retry : Verdict::page;
      case 400:
      case 422:
        return bad_request(response);
      case 401:
        return unauthorised(response, facts);
      case 403:
      case 406:
      case 418:
      case 451:
        return Verdict::refused;
      // An unused tag, unless nothing here ever spoke this API.
      case 404:
        return facts.software.empty() && starts_html(response.body) ? Verdict::gone : Verdict::no_posts_yet;
      case 410:
        return Verdict::gone;
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
    read_statuses(rows->rows(), server, account_domain(facts, server), answer.page);
    const auto sheet = sheet_of(response, rows->rows());
    if (answer.rows > 0 && sheet.ids.empty()) return fail(Errc::bad_answer, "no row of the page is a post");
    if (ask.direction == Direction::older)
      read_older(ask, sheet, answer);
    else if (goes_up(ask, facts))
      read_upwards(ask, sheet, answer);
    else
      read_downwards(ask, sheet, answer);
    return answer;
  }

  const Rereads* rereads() const override { return &rereads_; }

 private:
  MastodonRereads rereads_;
};

}  // namespace

std::unique_ptr<Source> make_mastodon() {
  return std::make_unique<Mastodon>();
}

}  // namespace clamor::collector
