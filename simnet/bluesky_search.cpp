// app.bsky.feed.searchPosts: a "#tag" is found in facets and record tags without regard to case, and now and
// then in a text where it is only text. Newest first; the cursor is an offset.

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/text.hpp"
#include "simnet/bluesky_api.hpp"

namespace clamor::simnet {
namespace {

constexpr int deepest = 10'000;  // nothing past that can be read

struct Query {
  std::vector<std::string> tags, words;
  std::optional<UtcTime> since, until;
  std::string language;
  int author = -2;  // -2: anyone
};

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  std::string part;
  for (const char letter : text) {
    if (letter != ' ')
      part += letter;
    else if (!part.empty())
      parts.push_back(std::move(part)), part.clear();
  }
  if (!part.empty()) parts.push_back(std::move(part));
  return parts;
}

bool only_as_text(const Post& post, const std::string& key) {
  for (const Piece& piece : post.pieces)
    if (piece.kind == Piece::plain_hash && hashtag_key(piece.text) == key) return true;
  return false;
}

bool matches(const World& world, const Post& post, const Query& query) {
  if (query.since && post.at < *query.since) return false;
  if (query.until && post.at >= *query.until) return false;
  if (query.author != -2 && post.author != query.author) return false;
  if (!query.language.empty() && post.language != query.language) return false;
  for (const std::string& key : query.tags)
    if (std::find(post.tags.begin(), post.tags.end(), key) == post.tags.end() && !only_as_text(post, key))
      return false;
  if (query.words.empty()) return true;
  const std::string text = fold_for_phrases(bluesky_text(world, post).text);
  for (const std::string& word : query.words)
    if (text.find(word) == std::string::npos) return false;
  return true;
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

Response bad_query(const std::string& what) {
  return bluesky_error(400, "BadQueryString", what);
}

}  // namespace

Response BlueskyApi::search(const Request& request, UtcTime now) const {
  if (!request.has("q"))
    return bluesky_error(400, "InvalidRequest", "Error: Params must have the property \"q\"");
  const auto limit = request.has("limit") ? number(request.one("limit")) : std::optional(25);
  if (!limit) return bluesky_error(400, "InvalidRequest", "Error: limit must be an integer");
  if (*limit > 100) return bluesky_error(400, "InvalidRequest", "Error: limit can not be greater than 100");
  if (*limit < 1) return bluesky_error(400, "InvalidRequest", "Error: limit can not be less than 1");
  const auto offset = request.has("cursor") ? number(request.one("cursor")) : std::optional(0);
  if (!offset || *offset < 0 || *offset + *limit > deepest)
    return bad_query("disallowed size/offset parameters");

  Query query;
  for (const std::string& part : split(request.one("q"))) {
    if (part.size() > 1 && part.starts_with("#"))
      query.tags.push_back(hashtag_key(part));
    else if (part != "*")
      query.words.push_back(fold_for_phrases(part));
  }
  for (const std::string& tag : request.all("tag")) query.tags.push_back(hashtag_key(tag));
  for (const char* name : {"since", "until"}) {
    if (!request.has(name)) continue;
    const auto at = parse_rfc3339(request.one(name));
    if (!at) return bad_query("invalid Datetime for '" + std::string(name) + "'");
    (name[0] == 's' ? query.since : query.until) = at;
  }
  query.language = request.one("lang");
  if (request.has("author")) query.author = views_.person_of(std::string(request.one("author")));

  std::vector<int> hits;
  for (auto index = views_.posts().rbegin(); index != views_.posts().rend(); ++index)
    if (views_.indexed(*index, now) && matches(world_, world_.posts[static_cast<std::size_t>(*index)], query))
      hits.push_back(*index);
  if (request.one("sort") == "top")
    std::stable_sort(hits.begin(), hits.end(), [&](int a, int b) {
      const Counts left = true_counts(world_, a, now), right = true_counts(world_, b, now);
      return left.likes + left.boosts > right.likes + right.boosts;
    });

  const int found = static_cast<int>(hits.size());
  // With short pages every full one is halved, and an empty one comes before some: its cursor has a leading
  // zero.
  const bool empty = habits_.short_pages && *offset % 3 == 1 && !request.one("cursor").starts_with("0");
  const int size = habits_.short_pages ? (*limit + 1) / 2 : *limit;
  const int end = empty ? *offset : std::min(found, *offset + size);
  Json json;
  json.open_object().key("posts").open_array();
  // Posts of accounts that are gone drop out after paging: a page can be short and still not the last.
  for (int place = *offset; place < end; ++place)
    if (views_.shown(hits[static_cast<std::size_t>(place)], now))
      views_.post_view(json, hits[static_cast<std::size_t>(place)], now);
  json.close_array();
  if (end < found) json.field("cursor", (empty ? "0" : "") + std::to_string(end));
  json.close_object();
  Response response;
  response.body = json.take();
  return response;
}

}  // namespace clamor::simnet
