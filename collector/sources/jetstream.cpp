// Bluesky's Jetstream, version 1: every post of the network as it happens. No hashtag can be asked for: what
// counts is picked here. Counts and names are not told; the search and the re-reading bring them.

#include <fmt/format.h>

#include <chrono>

#include "collector/sources/bluesky_post.hpp"
#include "collector/sources/json.hpp"
#include "collector/sources/kinds.hpp"
#include "collector/stream.hpp"

namespace clamor::collector {
namespace {

constexpr std::string_view post_collection = "app.bsky.feed.post";

// Its own advice: go back a few seconds more than seems needed.
constexpr std::chrono::seconds overlap{5};

UtcTime instant(std::int64_t microseconds) {
  return UtcTime(std::chrono::floor<Millis>(std::chrono::microseconds(microseconds)));
}

bool has_hashtags(Json record) {
  if (const auto tags = array_at(record, "tags"); tags && tags->size() > 0) return true;
  const auto facets = array_at(record, "facets");
  if (!facets) return false;
  for (const Json facet : *facets)
    if (const auto features = array_at(facet, "features"))
      for (const Json feature : *features)
        if (text_or(feature, "$type") == "app.bsky.richtext.facet#tag") return true;
  return false;
}

// The event in the shape in which the search shows a post, so that both are read by the same lines.
Result<void> read_record(Json record, const std::string& uri, const std::string& did, UtcTime at,
                         Page& page) {
  const std::string view =
      fmt::format(R"([{{"uri":{},"author":{{"did":{}}},"record":{},"indexedAt":{}}}])", json_quoted(uri),
                  json_quoted(did), std::string(simdjson::minify(record)), json_quoted(to_rfc3339(at)));
  auto rows = JsonRows::read(view, "");
  if (!rows) return tl::unexpected(rows.error());
  page.issues = std::move(rows->issues);
  read_post_views(rows->rows(), page);
  page.authors.clear();  // of the author only the DID is known: no profile to put beside a real one
  return {};
}

class Jetstream final : public StreamKind {
 public:
  Transport transport() const override { return Transport::websocket; }
  bool per_tag() const override { return false; }
  bool needs_sign_in() const override { return false; }
  Millis replays() const override { return std::chrono::hours{36}; }

  net::StreamRequest request(const StreamAsk& ask) const override {
    net::StreamRequest request;
    request.url = fmt::format("{}/subscribe?wantedCollections={}", ask.config.jetstream, post_collection);
    if (ask.since)
      request.url += fmt::format("&cursor={}",
                                 std::chrono::microseconds(ask.since->time_since_epoch() - overlap).count());
    return request;
  }

  Result<StreamNews> read(const net::StreamMessage& message, const StreamAsk&) const override {
    const auto document = JsonDocument::read(message.data);
    if (!document) return tl::unexpected(document.error());
    const Json event = document->root();
    const auto time = count_at(event, "time_us");
    const std::string did = text_or(event, "did");
    if (!time || !did.starts_with("did:"))
      return fail(Errc::bad_answer, "a message that is no event of Jetstream");
    StreamNews news;
    news.at = instant(*time);
    const auto commit = object_at(event, "commit");
    if (text_or(event, "kind") != "commit" || !commit || text_or(*commit, "collection") != post_collection)
      return news;
    const std::string key = text_or(*commit, "rkey"), operation = text_or(*commit, "operation");
    if (key.empty()) return news;
    const std::string uri = fmt::format("at://{}/{}/{}", did, post_collection, key);
    if (operation == "delete") news.deleted.push_back({Network::bluesky, uri});
    const auto record = object_at(*commit, "record");
    news.edited = operation == "update";
    if (!record || (operation != "create" && !news.edited)) return news;
    if (!news.edited && !has_hashtags(*record)) return news;
    if (const auto done = read_record(*record, uri, did, *news.at, news.page); !done)
      news.page.issues.push_back({"a post of the stream", "could not be read"});
    if (news.edited)
      for (Post& post : news.page.posts) post.edited_at = news.at;
    return news;
  }
};

}  // namespace

std::unique_ptr<StreamKind> make_jetstream() {
  return std::make_unique<Jetstream>();
}

}  // namespace clamor::collector
