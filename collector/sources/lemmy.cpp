// The search of Lemmy (API v3 of 0.18 and 0.19, v4 of 1.0) and of PieFed (its API "alpha"). None of them
// lists posts by hashtag: what the search finds is read, and only "#tag" in a text, or among PieFed's tags,
// counts.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "collector/net/headers.hpp"
#include "collector/net/url.hpp"
#include "collector/source.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/json.hpp"
#include "collector/sources/kinds.hpp"
#include "collector/sources/lemmy_post.hpp"
#include "collector/sources/search_walk.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

constexpr KindInfo kind_info{
    .name = "lemmy",
    .network = Network::fediverse,
    .summary = "Text search of Lemmy and PieFed: hashtags in posts and comments",
    .sample_config = R"([[source]]
kind = "lemmy"
server = "https://lemmy.world"
# token = "env:LEMMY_TOKEN"   # only for servers that ask for one
)",
    .page_size = 50,
    .poll_every = std::chrono::minutes{10},
    .requests_a_poll = 2,
    .gives_boosts = false,
    .gives_quotes = false,
};

// The search finds so little that this is rarely a page more.
constexpr Millis overlap = std::chrono::hours{24};

enum class Dialect { v3, v4, piefed };
Dialect dialect_of(const ServerFacts& facts) {
  if (facts.software.starts_with("piefed")) return Dialect::piefed;
  const bool old = facts.software.empty() || facts.software.starts_with("lemmy 0.");
  return old ? Dialect::v3 : Dialect::v4;
}

// What is searched for, among what.
struct Search {
  std::string_view among;  // "Posts", "Comments"; empty: all at once
  std::string words;
};
std::vector<Search> searches_of(const Ask& ask, Dialect dialect) {
  // PieFed's full text has words; Lemmy's looks for the letters as they are, capitals aside, accents not.
  const std::string sign = dialect == Dialect::piefed ? "" : "#";
  std::vector<std::string> spellings{sign + ask.tag};
  if (const auto plain = hashtag_key(ask.tag); plain != ascii_lower(ask.tag))
    spellings.push_back(sign + plain);
  std::vector<Search> searches;
  for (const std::string_view among : {"Posts", "Comments"})
    for (const auto& words : spellings)
      if (dialect != Dialect::v4) searches.push_back({among, words});
  if (dialect == Dialect::v4)
    for (const auto& words : spellings) searches.push_back({{}, words});
  return searches;
}

// Pages have numbers; v4's have the server's cursors, and the first has none.
std::string first_page(Dialect dialect) {
  return dialect == Dialect::v4 ? Place::nothing : "1";
}

// In a later run pages have moved: new posts push them down, which repeats some, deletions pull them up,
// which would skip some. One page back makes up for the second.
Place place_of(const Ask& ask, Dialect dialect, std::size_t searches) {
  auto [place, resumed] = standing_of(ask, searches, first_page(dialect));
  if (const auto page = whole_number(place.page); resumed && page && *page > 1)
    place.page = std::to_string(*page - 1);
  return place;
}

std::string first_of(const std::vector<JsonRows::Row>& rows) {
  if (!rows.empty() && rows.front().json)
    for (const auto* what : {"comment", "post"})
      if (const auto item = object_at(*rows.front().json, what); item && count_at(*item, "id"))
        return what + id_at(*item, "id");
  return Place::nothing;
}

// Older PieFed lists all comments, whatever is searched for: that is not to be read to its end.
bool has_the_word(const std::vector<JsonRows::Row>& rows, const std::string& tag) {
  constexpr std::size_t enough_to_tell = 10;
  const auto key = hashtag_key(tag);
  return rows.size() < enough_to_tell || std::ranges::any_of(rows, [&](const JsonRows::Row& row) {
           return !row.json || hashtag_key(simdjson::minify(*row.json)).find(key) != std::string::npos;
         });
}

std::optional<std::string> below(const Place& place, const JsonRows& rows, Dialect dialect) {
  if (dialect == Dialect::v4) return rows.beside.empty() ? std::nullopt : std::optional(rows.beside);
  if (rows.rows().empty()) return {};
  return std::to_string(whole_number(place.page).value_or(1) + 1);
}

// The list has another name in each version; a server without comments in its search leaves theirs out.
Result<JsonRows> rows_of(const net::HttpResponse& response, Dialect dialect, std::string_view among) {
  if (dialect == Dialect::v4) {
    auto rows = JsonRows::read(response.body, "items", "next_page");
    return rows ? std::move(rows) : JsonRows::read(response.body, "results", "next_page");
  }
  auto rows = JsonRows::read(response.body, among == "Comments" ? "comments" : "posts");
  if (rows || among != "Comments") return rows;
  const auto document = JsonDocument::read(response.body);
  return document && array_at(document->root(), "posts") ? Result<JsonRows>(JsonRows()) : std::move(rows);
}

void read_languages(Json root, ServerFacts& facts) {
  constexpr std::size_t most = 500;
  const auto list = array_at(root, "all_languages");
  if (!list) return;
  for (const Json language : *list) {
    const auto number = count_at(language, "id");
    const auto code = text_or(language, "code");
    if (number && !code.empty() && code != "und" && facts.languages.size() < most)
      facts.languages.emplace(*number, truncate_utf8(code, 35));
  }
}

// "search": 60 in "search_per_second": 600.
void read_limit(Json site_view, ServerFacts& facts) {
  constexpr std::int64_t longest_seconds = 86'400;
  const auto limits = object_at(site_view, "local_site_rate_limit");
  if (!limits) return;
  const auto limit = count_at(*limits, "search"), seconds = count_at(*limits, "search_per_second");
  if (!limit || !seconds || *limit == 0 || *seconds == 0) return;
  facts.announced.limit = *limit;
  facts.announced.window = std::chrono::seconds(std::min(*seconds, longest_seconds));
}

class Lemmy final : public Source {
 public:
  const KindInfo& info() const override { return kind_info; }

  // PieFed first: it answers Lemmy's question too, as if it were one.
  std::optional<net::HttpRequest> server_request(int attempt, const std::string& server,
                                                 const Session& session) const override {
    constexpr std::array paths{"/api/alpha/site", "/api/v3/site", "/api/v4/site"};
    if (attempt >= static_cast<int>(paths.size())) return {};
    return get_json(server + paths.at(static_cast<std::size_t>(attempt)), session.token);
  }

  ServerFacts read_server(const net::HttpResponse& response, ServerFacts facts) const override {
    if (response.status != 200) return facts;
    const auto document = JsonDocument::read(response.body);
    if (!document) return facts;
    const Json root = document->root();
    const auto view = object_at(root, "site_view");
    const auto site = view ? view : object_at(root, "site");
    const auto version = text_or(root, "version");
    if (!site || version.empty()) return facts;
    facts.software = truncate_utf8(fmt::format("{} {}", view ? "lemmy" : "piefed", version), 100);
    read_languages(view ? root : *site, facts);
    if (view) read_limit(*view, facts);
    const auto local = view ? object_at(*view, "local_site") : std::nullopt;
    facts.login_needed = local && flag_at(*local, "private_instance").value_or(false);
    return facts;
  }

  std::optional<net::HttpRequest> login_request(const std::string&, const std::string&,
                                                const Secret&) const override {
    return {};  // a token is made by the user and pasted
  }
  std::optional<net::HttpRequest> refresh_request(const std::string&, const Session&) const override {
    return {};
  }
  Result<Session> read_session(const net::HttpResponse&) const override {
    return fail(Errc::needs_login, "this kind has no login, only tokens");
  }

  net::HttpRequest request(const Ask& ask, const std::string& server, const ServerFacts& facts,
                           const Session& session) const override {
    const auto dialect = dialect_of(facts);
    const auto searches = searches_of(ask, dialect);
    const auto place = place_of(ask, dialect, searches.size());
    const auto& search = searches[place.search];
    const int limit = ask.limit > 0 ? ask.limit : kind_info.page_size;
    const auto words = net::percent_encode(search.words);
    if (dialect == Dialect::v4) {  // sorts by newest and lists all unless told otherwise
      auto url = fmt::format("{}/api/v4/search?q={}&limit={}", server, words, limit);
      if (place.page != Place::nothing) url += "&page_cursor=" + net::percent_encode(place.page);
      return get_json(std::move(url), session.token);
    }
    auto url =
        fmt::format("{}/api/{}/search?q={}&type_={}&sort=New&listing_type=All&page={}&limit={}", server,
                    dialect == Dialect::piefed ? "alpha" : "v3", words, search.among, place.page, limit);
    if (dialect == Dialect::piefed) url += "&nsfw=Include";
    return get_json(std::move(url), session.token);
  }

  // Nearly every complaint is a 400; what it is about says its word.
  Verdict classify(const net::HttpResponse& response, const ServerFacts&) const override {
    if (response.status == 200) return starts_html(response.body) ? Verdict::retry : Verdict::page;
    const auto document = JsonDocument::read(response.body);
    const auto error = document ? complaint_in(document->root()) : std::string();
    if (error == "rate_limit_error") return Verdict::slow_down;
    if (error == "instance_is_private" || error == "incorrect_login" || error == "not_logged_in")
      return Verdict::needs_login;
    if (response.status == 400 && error.find("limit") != error.npos)  // invalid_fetch_limit
      return Verdict::smaller_page;
    switch (response.status) {
      case 401:
        return Verdict::needs_login;
      case 400:
      case 403:
      case 406:
      case 451:
        return Verdict::refused;
      case 404:
      case 405:
      case 410:
        return Verdict::gone;
      default:
        return Verdict::retry;
    }
  }

  Result<Answer> parse(const net::HttpResponse& response, const Ask& ask, const std::string& server,
                       const ServerFacts& facts) const override {
    const auto dialect = dialect_of(facts);
    const auto searches = searches_of(ask, dialect);
    const auto place = place_of(ask, dialect, searches.size());
    auto rows = rows_of(response, dialect, searches[place.search].among);
    if (!rows) return tl::unexpected(rows.error());
    Answer answer;
    answer.rows = static_cast<int>(rows->rows().size());
    answer.page.issues = std::move(rows->issues);
    read_views(rows->rows(), server, facts.languages, answer.page);
    keep_tagged(answer.page, hashtag_key(ask.tag));
    Sheet sheet{.place = place, .searches = searches.size(), .first_page = first_page(dialect)};
    sheet.first = first_of(rows->rows());
    if (has_the_word(rows->rows(), ask.tag))
      sheet.below = below(place, *rows, dialect);
    else
      answer.page.issues.push_back(
          {"the page", "the server answers with what does not have the word: it cannot search there"});
    read_times(rows->rows(), published_at, net::parse_http_date(response.header("date")), sheet);
    read_search(ask, sheet, overlap, answer);
    return answer;
  }

 private:
  static std::string complaint_in(Json root) { return text_or(root, "error", text_or(root, "message")); }
};

}  // namespace

std::unique_ptr<Source> make_lemmy() {
  return std::make_unique<Lemmy>();
}

}  // namespace clamor::collector
