// The stream of a hashtag: new posts as they arrive, edits and deletions, as Server-Sent Events. What
// happened while nobody listened is not told again.

#include "core/text.hpp"
#include "simnet/bluesky_views.hpp"
#include "simnet/mastodon_api.hpp"
#include "simnet/random.hpp"

namespace clamor::simnet {
namespace {

constexpr auto heartbeat_every = std::chrono::seconds(15);

std::string event(const char* name, const std::string& data) {
  return std::string("event: ") + name + "\ndata: " + data + "\n\n";
}

}  // namespace

std::string mastodon_token(const World& world, Home home) {
  return base32(mixed(world.seed, 31, static_cast<std::uint64_t>(home)), 43);
}

bool MastodonApi::signed_in(const Request& request) const {
  const auto given = request.headers.find("authorization");
  return given != request.headers.end() && given->second == "Bearer " + mastodon_token(world(), around_.self);
}

Response MastodonApi::hashtag_stream(const Request& request, UtcTime now) const {
  if (!signed_in(request)) return mastodon_error(401, "Missing access token");
  const std::string key = hashtag_key(request.one("tag"));
  if (key.empty()) return mastodon_error(400, "Missing tag name parameter");
  Response response;
  response.manner = Response::Manner::events;
  response.content_type = "text/event-stream";
  response.headers = {{"cache-control", "private, no-store"}};
  response.body = ":)\n";
  response.news = [this, key, told = now, heard = now](UtcTime at) mutable {
    auto news = happened(key, told, at);
    told = at;
    if (news.empty() && at - heard >= heartbeat_every) news.emplace_back(":thump\n");
    if (!news.empty()) heard = at;
    return std::optional(std::move(news));
  };
  return response;
}

std::vector<std::string> MastodonApi::happened(const std::string& key, UtcTime after, UtcTime now) const {
  std::vector<std::string> news;
  const auto lately = [&](UtcTime at) { return at > after && at <= now; };
  for (const std::uint32_t place : view().tagged(key)) {
    const auto& known = view().in_order()[place];
    const Post& post = around_.post(known.post);
    if (known.arrived > now || post.unlisted || hides(around_, habits_, known.post)) continue;
    if (post.deleted && lately(*post.deleted)) {
      if (known.arrived <= after) news.push_back(event("delete", std::to_string(known.id)));
      continue;
    }
    const bool edited_lately = post.edit && lately(post.edit->at);
    if (gone(post, now) || (!lately(known.arrived) && !edited_lately)) continue;
    if (lately(known.arrived) && !tagged(post, key, now)) continue;
    Json json;
    entities_.status(json, known, now);
    news.push_back(event(lately(known.arrived) ? "update" : "status.update", json.take()));
  }
  return news;
}

}  // namespace clamor::simnet
