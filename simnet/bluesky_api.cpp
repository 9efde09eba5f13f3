#include "simnet/bluesky_api.hpp"

#include <charconv>
#include <optional>

#include "core/text.hpp"
#include "simnet/moment.hpp"
#include "simnet/random.hpp"

namespace clamor::simnet {
namespace {

Response ok(Json& json) {
  Response response;
  response.body = json.take();
  return response;
}

Response bad_request(const std::string& what) {
  return bluesky_error(400, "InvalidRequest", "Error: " + what);
}

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number >= 0 ? std::optional(number)
                                                                                 : std::nullopt;
}

}  // namespace

// The one account an observer can sign in with; it follows nobody and posts nothing.
BlueskyApi::BlueskyApi(const World& world, std::string url, Habits habits)
    : world_(world),
      url_(std::move(url)),
      habits_(habits),
      views_(world),
      sessions_(world.seed,
                {"observadora-simulada.bsky.sim",
                 base32(mixed(world.seed, 16), 4) + "-" + base32(mixed(world.seed, 17), 4) + "-" +
                     base32(mixed(world.seed, 18), 4) + "-" + base32(mixed(world.seed, 19), 4),
                 "did:plc:" + base32(mixed(world.seed, 20), 24)},
                habits.token_uses) {}

Response BlueskyApi::error(int status, std::string_view message) const {
  return bluesky_error(status, status == 429 ? "RateLimitExceeded" : "UpstreamFailure",
                       status == 429 ? "Rate Limit Exceeded" : message);
}

bool BlueskyApi::lists(int post, std::string_view tag, UtcTime now) const {
  return world_.home_of(post) == world_.bluesky() && views_.shown(post, now) &&
         tagged(world_.post(post), hashtag_key(tag), now);
}

Response BlueskyApi::handle(const Request& request, UtcTime now) {
  if (request.path == "/subscribe") return jetstream(request, now);
  const auto path = path_parts(request.path);
  if (path.size() != 2 || path[0] != "xrpc") return bluesky_error(404, "NotFound", "Not Found");
  const std::string& method = path[1];
  const bool procedure = method.starts_with("com.atproto.server.");
  if (request.method != (procedure ? "POST" : "GET") && !(method == "com.atproto.server.getSession"))
    return bluesky_error(405, "InvalidRequest", "Error: Incorrect HTTP method (" + request.method + ")");
  if (method == "com.atproto.server.createSession") return sessions_.create(request, url_);
  if (method == "com.atproto.server.refreshSession") return sessions_.refresh(request, url_);
  if (auto refusal = sessions_.refusal(request)) return *refusal;
  if (method == "app.bsky.feed.searchPosts") return search(request, now);
  if (method == "app.bsky.feed.getPosts") return posts(request, now);
  if (method == "app.bsky.actor.getProfiles") return profiles(request, now);
  if (method == "app.bsky.actor.getProfile") return one_profile(request, now);
  if (method == "app.bsky.feed.getQuotes") return quotes(request, now);
  if (method == "app.bsky.feed.getRepostedBy") return acts(request, Acts::reposts, now);
  if (method == "app.bsky.feed.getLikes") return acts(request, Acts::likes, now);
  return bluesky_error(501, "MethodNotImplemented", "Method Not Implemented");
}

Response BlueskyApi::posts(const Request& request, UtcTime now) const {
  auto uris = request.all("uris");
  if (uris.empty()) uris = request.all("uris[]");
  if (uris.empty()) return bad_request("Params must have the property \"uris\"");
  if (uris.size() > 25) return bad_request("uris must not have more than 25 elements");
  Json json;
  json.open_object().key("posts").open_array();
  for (const std::string& uri : uris)
    if (const int post = views_.post_of(uri); views_.shown(post, now)) views_.post_view(json, post, now);
  json.close_array().close_object();
  return ok(json);
}

Response BlueskyApi::profiles(const Request& request, UtcTime now) const {
  auto actors = request.all("actors");
  if (actors.empty()) actors = request.all("actors[]");
  if (actors.empty()) return bad_request("Params must have the property \"actors\"");
  if (actors.size() > 25) return bad_request("actors must not have more than 25 elements");
  Json json;
  json.open_object().key("profiles").open_array();
  for (const std::string& actor : actors) {
    const int person = views_.person_of(actor);
    if (person < 0 || world_.people[static_cast<std::size_t>(person)].deactivated) continue;
    views_.profile(json, person, BlueskyViews::Detail::detailed, now);
  }
  json.close_array().close_object();
  return ok(json);
}

Response BlueskyApi::one_profile(const Request& request, UtcTime now) const {
  const int person = views_.person_of(std::string(request.one("actor")));
  if (person < 0) return bad_request("Profile not found");
  if (world_.person(person).deactivated)
    return bluesky_error(400, "AccountDeactivated", "Account is deactivated");
  Json json;
  views_.profile(json, person, BlueskyViews::Detail::detailed, now);
  return ok(json);
}

// Newest first; the cursor is an offset.
Response BlueskyApi::quotes(const Request& request, UtcTime now) const {
  const std::string uri(request.one("uri"));
  if (uri.empty()) return bad_request("Params must have the property \"uri\"");
  const int limit = whole_number(request.has("limit") ? request.one("limit") : "50").value_or(0);
  if (limit < 1 || limit > 100) return bad_request("limit can not be greater than 100");
  const int offset = request.has("cursor") ? whole_number(request.one("cursor")).value_or(0) : 0;
  const int quoted = views_.post_of(uri);
  Json json;
  json.open_object().field("uri", uri).key("posts").open_array();
  int place = 0;
  if (views_.shown(quoted, now)) {
    const auto& all = world_.post(quoted).quoters;
    for (auto one = all.rbegin(); one != all.rend() && place < offset + limit; ++one)
      if (views_.shown(*one, now) && place++ >= offset) views_.post_view(json, *one, now);
  }
  json.close_array();
  if (place == offset + limit) json.field("cursor", std::to_string(place));
  return ok(json.close_object());
}

// Who liked or reposted, newest first. The cursor names the last one shown; it is there even when nobody
// follows.
Response BlueskyApi::acts(const Request& request, Acts which, UtcTime now) const {
  const std::string uri(request.one("uri"));
  if (uri.empty()) return bad_request("Params must have the property \"uri\"");
  const auto limit = request.has("limit") ? whole_number(request.one("limit")) : std::optional(50);
  if (!limit || *limit < 1) return bad_request("limit can not be less than 1");
  if (*limit > 100) return bad_request("limit can not be greater than 100");
  const int index = views_.post_of(uri);
  Json json;
  const bool likes = which == Acts::likes;
  json.open_object().key(likes ? "likes" : "repostedBy").open_array();
  std::string cursor;
  if (views_.shown(index, now)) {
    const Post& post = world_.posts[static_cast<std::size_t>(index)];
    const auto& all = likes ? post.likes : post.boosts;
    const std::string after(request.one("cursor"));
    bool started = after.empty();
    int left = *limit;
    for (auto act = all.rbegin(); act != all.rend() && left > 0; ++act) {
      if (act->at > now) continue;
      const std::string mark = std::to_string(act->at.time_since_epoch().count()) + "__bafyrei" +
                               base32(mixed(post.salt, 21, static_cast<std::uint64_t>(act->person)), 52);
      if (!started) {
        started = mark == after;
        continue;
      }
      --left;
      cursor = mark;
      if (world_.people[static_cast<std::size_t>(act->person)].deactivated) continue;
      if (likes) json.open_object().key("actor");
      views_.profile(json, act->person, BlueskyViews::Detail::view, now);
      if (likes)
        json.field("createdAt", iso_millis(act->at)).field("indexedAt", iso_millis(act->at)).close_object();
    }
  }
  json.close_array();
  if (!cursor.empty()) json.field("cursor", cursor);
  json.field("uri", uri).close_object();
  return ok(json);
}

}  // namespace clamor::simnet
