// The video search of PeerTube's servers, and of SepiaSearch, an index of many of them that answers alike.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "collector/net/headers.hpp"
#include "collector/net/url.hpp"
#include "collector/source.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/json.hpp"
#include "collector/sources/kinds.hpp"
#include "collector/sources/peertube_rereads.hpp"
#include "collector/sources/peertube_video.hpp"
#include "collector/sources/search_walk.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

constexpr KindInfo kind_info{
    .name = "peertube",
    .network = Network::fediverse,
    .summary = "Tags of PeerTube's videos, on one server or in an index of many",
    .sample_config = R"([[source]]
kind = "peertube"
server = "https://sepiasearch.org"   # the index of many servers, or one server
)",
    .page_size = 100,
    .poll_every = std::chrono::minutes{30},
    .requests_a_poll = 2,
    .gives_boosts = false,
    .gives_quotes = false,
    .gives_views = true,
};

// Videos of other servers come late, and to the index later still; there are few.
constexpr Millis overlap = std::chrono::hours{24 * 7};

// The index shows no result beyond this place.
constexpr std::int64_t search_ceiling = 10'000;

// First by tag: whatever comes has it. Then by text: what comes may have "#tag" in its title or description.
enum Search : std::size_t { by_tag, by_text, searches };

// Results of an earlier run have moved; a page back makes up for deletions.
SearchPlace place_of(const Ask& ask) {
  auto [place, resumed] = standing_of(ask, searches, "0");
  const auto start = whole_number(place.page).value_or(0);
  place.page = std::to_string(resumed ? std::max<std::int64_t>(0, start - limit_of(ask, kind_info)) : start);
  return place;
}

// The server folds capitals, not accents: both spellings of a tag are asked for at once. Its text search
// folds both.
std::string question(const Ask& ask, const SearchPlace& place) {
  const auto words = net::percent_encode(ask.tag);
  if (place.search == by_text) return "search=" + words;
  const auto plain = hashtag_key(ask.tag);
  return "tagsOneOf=" + words +
         (plain == ascii_lower(ask.tag) ? "" : "&tagsOneOf=" + net::percent_encode(plain));
}

// A page may be short, or empty where the server filtered afterwards: `total` tells the end, two empty pages
// do where it is wrong.
void read_paging(const Ask& ask, const JsonRows& rows, SearchPage& sheet, Answer& answer) {
  constexpr const char* none = "none";
  const auto& list = rows.rows();
  if (list.empty()) sheet.first = none;
  if (!list.empty() && list.front().json)
    if (auto uuid = text_or(*list.front().json, "uuid"); uuid.find(' ') == uuid.npos && !uuid.empty())
      sheet.first = std::move(uuid);
  const auto start = whole_number(sheet.place.page).value_or(0);
  const auto next =
      start + (list.empty() ? limit_of(ask, kind_info) : static_cast<std::int64_t>(list.size()));
  const auto total = whole_number(rows.beside);
  const bool over = list.empty() && (!total || sheet.place.first == none);
  if (over || (total && next >= *total)) return;
  sheet.cut = next >= search_ceiling;
  if (sheet.cut)
    answer.page.issues.push_back(
        {"the page", "the search shows no more than 10,000 posts: older ones are out of sight"});
  sheet.below = std::to_string(next);
}

// A server has the whole description of other servers' videos too; the index has not.
std::vector<CutPost> cut_videos(const std::vector<JsonRows::Row>& rows, const std::vector<Post>& videos,
                                const std::string& server, const ServerFacts& facts) {
  std::set<std::string> cut;
  for (const auto& row : rows)
    if (row.json && description_is_cut(*row.json)) cut.insert(text_or(*row.json, "uuid"));
  const bool whole_here = facts.software.starts_with("peertube");
  std::vector<CutPost> posts;
  for (const Post& video : videos)
    if (cut.contains(video.native_id))
      posts.push_back(
          {{video.key, video.native_id, video.author}, whole_here ? server : origin_of(video.key.uri)});
  return posts;
}

class PeerTube final : public Source {
 public:
  const KindInfo& info() const override { return kind_info; }

  std::optional<net::HttpRequest> server_request(int attempt, const std::string& server,
                                                 const Session& session) const override {
    if (attempt > 0) return {};
    return get_json(server + "/api/v1/config", session.token);
  }

  ServerFacts read_server(const net::HttpResponse& response, ServerFacts facts) const override {
    if (response.status != 200) return facts;
    const auto document = JsonDocument::read(response.body);
    if (!document) return facts;
    const auto version = text_or(document->root(), "serverVersion");
    if (!version.empty()) facts.software = truncate_utf8("peertube " + version, 100);
    if (!text_or(document->root(), "searchInstanceName").empty()) facts.software = "sepiasearch";
    return facts;
  }

  net::HttpRequest request(const Ask& ask, const std::string& server, const ServerFacts& facts,
                           const Session& session) const override {
    const auto place = place_of(ask);
    auto url = fmt::format("{}/api/v1/search/videos?{}&sort=-publishedAt&start={}&count={}&nsfw=both", server,
                           question(ask, place), place.page, limit_of(ask, kind_info));
    const auto mark = parse_rfc3339(ask.cursor.newest);
    if (mark && ask.direction == Direction::newer)
      url += "&startDate=" + net::percent_encode(to_rfc3339(*mark - overlap));
    // Some servers hand a search on to the index unless told not to.
    if (facts.software.starts_with("peertube")) url += "&searchTarget=local";
    return get_json(std::move(url), session.token);
  }

  Verdict classify(const net::HttpResponse& response, const ServerFacts&) const override {
    switch (response.status) {
      case 200:
        return starts_html(response.body) ? Verdict::retry : Verdict::page;
      case 400:  // {"invalid-params": {"count": ...}}
        return response.body.find("\"count\"") != response.body.npos ? Verdict::smaller_page
                                                                     : Verdict::refused;
      case 401:
        return Verdict::needs_login;
      case 403:
      case 406:
      case 451:
        return Verdict::refused;
      case 404:
      case 405:
      case 410:
        return Verdict::gone;  // an unused tag is an empty list
      default:
        return Verdict::retry;
    }
  }

  Result<Answer> parse(const net::HttpResponse& response, const Ask& ask, const std::string& server,
                       const ServerFacts& facts) const override {
    auto rows = JsonRows::read(response.body, "data", "total");
    if (!rows) return tl::unexpected(rows.error());
    Answer answer;
    answer.rows = static_cast<int>(rows->rows().size());
    answer.page.issues = std::move(rows->issues);
    SearchPage sheet{.place = place_of(ask), .searches = searches, .first_page = "0"};
    // Only the index lists a video's tags; a server that finds it by its tag has proved the tag.
    read_videos(rows->rows(), server, sheet.place.search == by_tag ? ask.tag : std::string(), answer.page);
    answer.cut = cut_videos(rows->rows(), answer.page.posts, server, facts);
    keep_tagged(answer.page, hashtag_key(ask.tag));
    std::erase_if(answer.cut, [&](const CutPost& video) {
      return std::ranges::find(answer.page.posts, video.name.key, &Post::key) != answer.page.posts.end();
    });
    read_times(rows->rows(), video_published_at, net::parse_http_date(response.header("date")), sheet);
    read_paging(ask, *rows, sheet, answer);
    read_search(ask, sheet, overlap, answer);
    return answer;
  }

  const Rereads* rereads() const override { return &rereads_; }

 private:
  PeertubeRereads rereads_;
};

}  // namespace

std::unique_ptr<Source> make_peertube() {
  return std::make_unique<PeerTube>();
}

}  // namespace clamor::collector
