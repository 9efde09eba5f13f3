// The search of Lemmy (API v3 of 0.18 and 0.19, v4 of 1.0) and of PieFed (its API "alpha"). None of them
// lists posts by hashtag: what the search finds is read, and only "#tag" in a text, or among PieFed's tags,
// counts.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "collector/net/headers.hpp"
#include "collector/net/url.hpp"
#include "collector/source.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/json.hpp"
#include "collector/sources/kinds.hpp"
#include "collector/sources/lemmy_post.hpp"
#include "collector/sources/lemmy_rereads.hpp"
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
    .gives_boosts = false,
    .gives_quotes = false,
};

// The search finds so little that this is rarely a page more.
constexpr Millis overlap = std::chrono::hours{24};

// PieFed's full text has words; Lemmy's looks for the letters as they are, capitals aside, accents not: with
// accents in the hashtag both spellings are searched for, one behind the other.
std::vector<std::string> searches_of(const Ask& ask, Dialect dialect) {
  const std::string sign = dialect == Dialect::piefed ? "" : "#";
  std::vector<std::string> spellings{sign + ask.tag};
  if (const auto plain = hashtag_key(ask.tag); plain != ascii_lower(ask.tag))
    spellings.push_back(sign + plain);
  return spellings;
}

// Pages have numbers; v4's have the server's cursors, and the first has none.
std::string first_page(Dialect dialect) {
  return dialect == Dialect::v4 ? SearchPlace::nothing : "1";
}

// In a later run pages have moved: new posts push them down, which repeats some, deletions pull them up,
// which would skip some. One page back makes up for the second.
SearchPlace place_of(const Ask& ask, Dialect dialect, std::size_t searches) {
  auto [place, resumed] = standing_of(ask, searches, first_page(dialect));
  if (const auto page = whole_number(place.page); resumed && page && *page > 1)
    place.page = std::to_string(*page - 1);
  return place;
}

// A page's rows, in one list or, in v3, in two: posts and comments, each newest first.
using Lists = std::vector<JsonRows>;

// The list has another name in each version; PieFed's search among posts may leave the comments out.
Result<Lists> lists_of(const net::HttpResponse& response, Dialect dialect) {
  Lists lists;
  if (dialect == Dialect::v4) {
    auto rows = JsonRows::read(response.body, "items", "next_page");
    if (!rows) rows = JsonRows::read(response.body, "results", "next_page");
    if (!rows) return tl::unexpected(rows.error());
    lists.push_back(std::move(*rows));
    return lists;
  }
  auto posts = JsonRows::read(response.body, "posts");
  if (!posts) return tl::unexpected(posts.error());
  lists.push_back(std::move(*posts));
  if (auto comments = JsonRows::read(response.body, "comments")) lists.push_back(std::move(*comments));
  return lists;
}

// What tells a page from the one before: the first row of each list.
std::string first_of(const Lists& lists) {
  std::string first;
  for (const auto& list : lists) {
    if (list.rows().empty() || !list.rows().front().json) continue;
    const Json row = *list.rows().front().json;
    const bool comment = object_at(row, "comment").has_value();
    const auto item = object_at(row, comment ? "comment" : "post");
    if (item && count_at(*item, "id")) first += (comment ? "comment" : "post") + id_at(*item, "id");
  }
  return first.empty() ? SearchPlace::nothing : first;
}

// A server may answer with whatever is new: that is not to be read to its end.
bool has_the_word(const Lists& lists, const std::string& tag) {
  constexpr std::size_t enough_to_tell = 10;
  const auto key = hashtag_key(tag);
  std::size_t rows = 0;
  for (const auto& list : lists)
    for (const auto& row : list.rows()) {
      ++rows;
      if (!row.json || hashtag_key(simdjson::minify(*row.json)).find(key) != std::string::npos) return true;
    }
  return rows < enough_to_tell;
}

// The page's end is the later of its lists' ends: above it nothing is left to read.
void read_lists(const Lists& lists, std::optional<UtcTime> now, SearchPage& page) {
  for (const auto& list : lists) {
    SearchPage part;
    read_times(list.rows(), published_at, now, part);
    if (part.newest && (!page.newest || *part.newest > *page.newest)) page.newest = part.newest;
    if (part.last && (!page.last || *part.last > *page.last)) page.last = part.last;
  }
}

std::optional<std::string> below(const SearchPlace& place, const Lists& lists, Dialect dialect) {
  if (dialect == Dialect::v4) {
    const auto& cursor = lists.front().beside;
    return cursor.empty() ? std::nullopt : std::optional(cursor);
  }
  if (std::ranges::all_of(lists, [](const JsonRows& list) { return list.rows().empty(); })) return {};
  return std::to_string(whole_number(place.page).value_or(1) + 1);
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

  net::HttpRequest request(const Ask& ask, const std::string& server, const ServerFacts& facts,
                           const Session& session) const override {
    const auto dialect = dialect_of(facts);
    const auto searches = searches_of(ask, dialect);
    const auto place = place_of(ask, dialect, searches.size());
    const int limit = limit_of(ask, kind_info);
    const auto words = net::percent_encode(searches[place.search]);
    if (dialect == Dialect::v4) {  // sorts by newest and lists all unless told otherwise
      auto url = fmt::format("{}/api/v4/search?q={}&limit={}", server, words, limit);
      if (place.page != SearchPlace::nothing) url += "&page_cursor=" + net::percent_encode(place.page);
      return get_json(std::move(url), session.token);
    }
    // Posts and comments at once, which PieFed cannot do; it hides adult posts unless told not to.
    const bool piefed = dialect == Dialect::piefed;
    return get_json(fmt::format("{}/api/{}/search?q={}&type_={}&sort=New&listing_type=All&page={}&limit={}{}",
                                server, piefed ? "alpha" : "v3", words, piefed ? "Posts" : "All", place.page,
                                limit, piefed ? "&nsfw=Include" : ""),
                    session.token);
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
    auto lists = lists_of(response, dialect);
    if (!lists) return tl::unexpected(lists.error());
    Answer answer;
    for (auto& list : *lists) {
      answer.rows += static_cast<int>(list.rows().size());
      std::ranges::move(list.issues, std::back_inserter(answer.page.issues));
      read_views(list.rows(), server, facts.languages, answer.page);
    }
    keep_tagged(answer.page, hashtag_key(ask.tag));
    SearchPage page{.place = place, .searches = searches.size(), .first_page = first_page(dialect)};
    page.first = first_of(*lists);
    if (has_the_word(*lists, ask.tag))
      page.below = below(place, *lists, dialect);
    else
      answer.page.issues.push_back(
          {"the page", "the server answers with what does not have the word: it cannot search there"});
    read_lists(*lists, net::parse_http_date(response.header("date")), page);
    if (lists->size() > 1) answer.whole_down_to = page.last;
    read_search(ask, page, overlap, answer);
    return answer;
  }

  const Rereads* rereads() const override { return &rereads_; }

 private:
  LemmyRereads rereads_;

  static std::string complaint_in(Json root) { return text_or(root, "error", text_or(root, "message")); }
};

}  // namespace

std::unique_ptr<Source> make_lemmy() {
  return std::make_unique<Lemmy>();
}

}  // namespace clamor::collector
