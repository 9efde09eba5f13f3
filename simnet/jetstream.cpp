// What happens on the network, told as Jetstream (version 1) does: one event a message, all posts and their
// deletions, whatever their hashtags, from a cursor on or from now.

#include <algorithm>
#include <charconv>
#include <utility>

#include "simnet/bluesky_api.hpp"

namespace clamor::simnet {
namespace {

constexpr std::string_view collection = "app.bsky.feed.post";
constexpr Millis kept = std::chrono::hours(36);

std::int64_t micros(UtcTime at) {
  return std::chrono::microseconds(at.time_since_epoch()).count();
}

// Where to begin; a cursor that is none, or of a time to come, is the present.
UtcTime start_of(const Request& request, UtcTime now) {
  const std::string_view text = request.one("cursor");
  std::int64_t cursor = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cursor);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return now;
  const UtcTime from(std::chrono::floor<Millis>(std::chrono::microseconds(cursor)));
  return std::clamp(from, now - kept, now);
}

Json begin(const std::string& did, UtcTime at, std::string_view kind) {
  Json json;
  json.open_object().field("did", did).field("time_us", micros(at)).field("kind", kind);
  return json;
}

std::string commit(const BlueskyViews& views, int author, int post, UtcTime at, bool creates) {
  const std::string uri = views.uri(post);
  Json json = begin(views.did(author), at, "commit");
  json.key("commit")
      .open_object()
      .field("rev", uri.substr(uri.rfind('/') + 1))
      .field("operation", creates ? "create" : "delete")
      .field("collection", collection)
      .field("rkey", uri.substr(uri.rfind('/') + 1));
  if (creates) {
    json.key("record");
    views.record(json, post);
    json.field("cid", views.cid(post));
  }
  return json.close_object().close_object().take();
}

}  // namespace

Response BlueskyApi::jetstream(const Request& request, UtcTime now) const {
  const auto upgrade = request.headers.find("upgrade");
  Response response;
  if (upgrade == request.headers.end() || upgrade->second != "websocket") {
    response.status = 400;
    response.content_type = "text/plain";
    response.body = "Bad Request";
    return response;
  }
  response.manner = Response::Manner::messages;
  response.news = [this, told = start_of(request, now)](UtcTime at) mutable {
    auto news = happened(told, at);
    told = at;
    return std::optional(std::move(news));
  };
  return response;
}

// In the order in which it happened. What all the others do meanwhile is one event about nobody's posts each
// second.
std::vector<std::string> BlueskyApi::happened(UtcTime after, UtcTime now) const {
  std::vector<std::pair<UtcTime, std::string>> events;
  const auto lately = [&](UtcTime at) { return at > after && at <= now; };
  for (const int index : views_.posts()) {
    const Post& post = world_.post(index);
    if (post.at > now) break;
    if (world_.person(post.author).deactivated) continue;
    if (const UtcTime at = views_.indexed_at(index); lately(at))
      events.emplace_back(at, commit(views_, post.author, index, at, true));
    if (post.deleted && lately(*post.deleted))
      events.emplace_back(*post.deleted, commit(views_, post.author, index, *post.deleted, false));
  }
  const UtcTime second = std::chrono::floor<std::chrono::seconds>(now);
  if (second > after) {
    Json json = begin(sessions_.account().did, second, "identity");
    json.key("identity").open_object().field("did", sessions_.account().did).close_object();
    events.emplace_back(second, json.close_object().take());
  }
  std::ranges::stable_sort(events, {}, &std::pair<UtcTime, std::string>::first);
  std::vector<std::string> news;
  for (auto& [at, text] : events) news.push_back(std::move(text));
  return news;
}

}  // namespace clamor::simnet
