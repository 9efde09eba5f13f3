#include "simnet/misskey_api.hpp"

#include <algorithm>

#include "simnet/activitypub.hpp"
#include "simnet/json_body.hpp"
#include "simnet/nodeinfo.hpp"
#include "simnet/parameters.hpp"
#include "simnet/spelling.hpp"

namespace clamor::simnet {
namespace {

Response misskey_error(int status, std::string_view code, std::string_view message,
                       std::string_view parameter = {}) {
  Json json;
  json.open_object()
      .key("error")
      .open_object()
      .field("message", message)
      .field("code", code)
      .field("id", "00000000-0000-4000-8000-000000000000")
      .field("kind", status >= 500 ? "server" : "client");
  if (!parameter.empty()) json.key("info").open_object().field("param", parameter).close_object();
  Response response;
  response.status = status;
  response.body = json.close_object().close_object().take();
  return response;
}

Response no_such_note() {
  return misskey_error(400, "NO_SUCH_NOTE", "No such note.");
}

// The framework's own words, in another shape than the server's.
Response not_json() {
  Response response;
  response.status = 415;
  response.body = Json()
                      .open_object()
                      .field("statusCode", 415)
                      .field("code", "FST_ERR_CTP_INVALID_MEDIA_TYPE")
                      .field("error", "Unsupported Media Type")
                      .field("message", "Unsupported Media Type")
                      .close_object()
                      .take();
  return response;
}

Response answer(Json& json) {
  Response response;
  response.body = json.take();
  return response;
}

// 10 without one; 0 when it is not allowed.
std::size_t limit_of(const Request& body) {
  if (!body.has("limit")) return 10;
  const auto limit = number_in(body.one("limit"));
  return limit >= 1 && limit <= 100 ? static_cast<std::size_t>(limit) : 0;
}

std::uint64_t bound(const Request& body, std::string_view name, std::uint64_t otherwise) {
  return body.has(name) ? from_aid(body.one(name)) : otherwise;
}

}  // namespace

MisskeyApi::MisskeyApi(const Surroundings& around, Habits habits)
    : around_(around), habits_(habits), notes_(around, habits.wrong_counts) {}

Response MisskeyApi::error(int status, std::string_view message) const {
  return misskey_error(status, status == 429 ? "RATE_LIMIT_EXCEEDED" : "INTERNAL_ERROR", message);
}

// Renotes with words and without are one number here.
Counts MisskeyApi::told(int post, UtcTime now) const {
  const Counts counts = told_counts(around_, habits_.wrong_counts, post, now);
  return {counts.replies, counts.boosts + counts.quotes, counts.likes, 0};
}

Response MisskeyApi::handle(const Request& request, UtcTime now) {
  if (auto facts = nodeinfo(request, around_, "misskey", misskey_version, now)) return *facts;
  const auto path = path_parts(request.path);
  if (path.size() == 2 && path[0] == "notes") {
    const auto* known = around_.view().find(from_aid(path[1]), now);
    if (known && around_.lives_here(known->post)) return activity_answer(request, around_, known->post, now);
  }
  if (path.size() < 2 || path[0] != "api") {
    Response response;
    response.status = 404;
    response.content_type = "text/plain";
    return response;
  }
  if (request.method != "POST") {
    Response response;
    response.status = 405;
    return response;
  }
  const auto type = request.headers.find("content-type");
  if (type == request.headers.end() || !type->second.starts_with("application/json")) return not_json();
  auto parameters = parameters_in_json(request.body);
  if (!parameters) return misskey_error(400, "INVALID_PARAM", "Invalid param.");
  Request body;
  body.query = std::move(*parameters);
  if (body.has("i") || request.headers.contains("authorization"))
    return misskey_error(401, "AUTHENTICATION_FAILED", "Authentication failed.");
  return call(request.path.substr(5), body, now);
}

Response MisskeyApi::call(const std::string& endpoint, const Request& body, UtcTime now) const {
  if (limit_of(body) == 0) return misskey_error(400, "INVALID_PARAM", "Invalid param.", "#/properties/limit");
  if (endpoint == "notes/search-by-tag") return search_by_tag(body, now);
  if (endpoint == "notes/search") return misskey_error(400, "UNAVAILABLE", "Search of notes unavailable.");
  if (endpoint == "notes/show") return show(body, now);
  if (endpoint == "notes/renotes") return renotes(body, now);
  if (endpoint == "notes/reactions") return reactions(body, now);
  if (endpoint == "notes/replies" || endpoint == "notes/children") return replies(body, now);
  if (endpoint == "users/show") return users(body, now);
  if (endpoint == "hashtags/show") return hashtag(body, now);
  if (endpoint == "meta") return meta();
  return misskey_error(404, "UNKNOWN_API_ENDPOINT", "Unknown API endpoint.");
}

bool MisskeyApi::shows(const ServerView::Known& known, UtcTime now) const {
  return known.arrived <= now && !gone(around_.post(known.post), now);
}

bool MisskeyApi::lists(int post, std::string_view tag, UtcTime now) const {
  if (habits_.closed_feed || !around_.view().of_post(post, now)) return false;
  if (hides(around_, habits_, post)) return false;
  for (const std::string& declared : declared_tags(around_.world, post, now))
    if (lower_case(declared) == lower_case(tag)) return true;
  return false;
}

// With sinceId alone the oldest come first, else the newest.
Response MisskeyApi::search_by_tag(const Request& body, UtcTime now) const {
  if (habits_.closed_feed) return misskey_error(401, "CREDENTIAL_REQUIRED", "Credential required.");
  std::vector<std::vector<std::string>> wanted;  // one of these, each of which is all of those
  if (body.has("tag")) wanted.push_back({lower_case(body.one("tag"))});
  for (const std::string& words : body.all("query")) {
    wanted.emplace_back();
    for (std::size_t at = 0; at < words.size();) {
      const auto end = std::min(words.find(' ', at), words.size());
      wanted.back().push_back(lower_case(std::string_view(words).substr(at, end - at)));
      at = end + 1;
    }
  }
  if (wanted.empty()) return misskey_error(400, "INVALID_PARAM", "Invalid param.", "#/anyOf");

  const std::uint64_t above = bound(body, "sinceId", 0), below = bound(body, "untilId", ~std::uint64_t{0});
  const bool ascending = body.has("sinceId") && !body.has("untilId");
  const auto since = number_in(body.one("sinceDate")), until = number_in(body.one("untilDate"));
  std::vector<std::uint32_t> places;
  for (const auto& all : wanted)
    for (const std::uint32_t place : around_.view().tagged(all.front())) {
      const auto& known = around_.view().in_order()[place];
      if (!shows(known, now) || known.id <= above || known.id >= below) continue;
      const auto at = static_cast<std::uint64_t>(known.created_at.time_since_epoch().count());
      if ((since > 0 && at <= since) || (until > 0 && at >= until)) continue;
      if (body.one("reply") == "true" && around_.post(known.post).parent < 0) continue;
      if (body.one("reply") == "false" && around_.post(known.post).parent >= 0) continue;
      if (body.one("withFiles") == "true" && around_.post(known.post).images == 0) continue;
      const auto tags = declared_tags(around_.world, known.post, now);
      const bool has_all = std::all_of(all.begin(), all.end(), [&](const std::string& key) {
        return std::any_of(tags.begin(), tags.end(),
                           [&](const std::string& tag) { return lower_case(tag) == key; });
      });
      if (has_all) places.push_back(place);
    }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  if (!ascending) std::reverse(places.begin(), places.end());
  places.resize(std::min(places.size(), limit_of(body)));

  Json json;
  json.open_array();
  for (const std::uint32_t place : places) {
    const auto& known = around_.view().in_order()[place];
    if (hides(around_, habits_, known.post)) continue;
    notes_.note(json, known, now);
  }
  return answer(json.close_array());
}

const ServerView::Known* MisskeyApi::note(const Request& body, UtcTime now) const {
  return around_.view().find(from_aid(body.one("noteId")), now);
}

Response MisskeyApi::show(const Request& body, UtcTime now) const {
  const auto* known = note(body, now);
  if (!known) return no_such_note();
  Json json;
  notes_.note(json, *known, now);
  return answer(json);
}

// Who boosted, newest first, without words or with.
Response MisskeyApi::renotes(const Request& body, UtcTime now) const {
  const auto* known = note(body, now);
  if (!known) return no_such_note();
  const std::uint64_t below = bound(body, "untilId", ~std::uint64_t{0});
  const bool home = around_.lives_here(known->post);
  std::vector<std::pair<std::uint64_t, const Act*>> found;  // null: a quote
  for (const Act& act : around_.post(known->post).boosts)
    if (act.at <= now && (home || around_.view().heard(known->post, act.person)))
      found.emplace_back(from_aid(renote_id(around_, known->post, act)), &act);
  for (const int quoter : around_.post(known->post).quoters)
    if (const auto* quote = around_.view().of_post(quoter, now)) found.emplace_back(quote->id, nullptr);
  std::sort(found.rbegin(), found.rend());
  Json json;
  json.open_array();
  std::size_t left = limit_of(body);
  for (const auto& [id, act] : found) {
    if (id >= below || left == 0) continue;
    --left;
    if (act)
      notes_.renote(json, *known, *act, now);
    else
      notes_.note(json, *around_.view().find(id, now), now);
  }
  return answer(json.close_array());
}

Response MisskeyApi::reactions(const Request& body, UtcTime now) const {
  const auto* known = note(body, now);
  if (!known) return no_such_note();
  const std::uint64_t below = bound(body, "untilId", ~std::uint64_t{0});
  const auto& likes = around_.post(known->post).likes;
  const bool home = around_.lives_here(known->post);
  std::size_t left = limit_of(body);
  Json json;
  json.open_array();
  for (auto act = likes.rbegin(); act != likes.rend() && left > 0; ++act) {
    const std::string id = renote_id(around_, known->post, *act);
    if (act->at > now || from_aid(id) >= below) continue;
    if (!home && !around_.view().heard(known->post, act->person)) continue;
    --left;
    json.open_object().field("id", id).field("createdAt", to_rfc3339(act->at)).key("user");
    notes_.user(json, act->person, now, MisskeyNotes::Detail::lite);
    json.field("type", "❤").close_object();
  }
  return answer(json.close_array());
}

Response MisskeyApi::replies(const Request& body, UtcTime now) const {
  const auto* known = note(body, now);
  if (!known) return no_such_note();
  const std::uint64_t below = bound(body, "untilId", ~std::uint64_t{0});
  const auto& replies = around_.post(known->post).replies;
  std::size_t left = limit_of(body);
  Json json;
  json.open_array();
  for (auto one = replies.rbegin(); one != replies.rend() && left > 0; ++one)
    if (const auto* reply = around_.view().of_post(*one, now); reply && reply->id < below) {
      notes_.note(json, *reply, now);
      --left;
    }
  return answer(json.close_array());
}

// One user for userId or username, a list for userIds.
Response MisskeyApi::users(const Request& body, UtcTime now) const {
  Json json;
  if (const auto ids = body.all("userIds"); !ids.empty()) {
    json.open_array();
    for (const std::string& id : ids)
      if (const int who = around_.view().person_of(from_aid(id)); who >= 0)
        notes_.user(json, who, now, MisskeyNotes::Detail::detailed);
    return answer(json.close_array());
  }
  int who = body.has("userId") ? around_.view().person_of(from_aid(body.one("userId"))) : -1;
  if (body.has("username")) {
    const std::string host(body.one("host"));
    const std::string acct = std::string(body.one("username")) + (host.empty() ? "" : "@" + host);
    who = around_.addresses.person_called(acct, around_.self);
  }
  if (who < 0) return misskey_error(404, "NO_SUCH_USER", "No such user.");
  notes_.user(json, who, now, MisskeyNotes::Detail::detailed);
  return answer(json);
}

Response MisskeyApi::hashtag(const Request& body, UtcTime now) const {
  const std::string key = lower_case(body.one("tag"));
  std::vector<int> authors;
  for (const std::uint32_t place : around_.view().tagged(key)) {
    const auto& known = around_.view().in_order()[place];
    if (shows(known, now)) authors.push_back(around_.post(known.post).author);
  }
  if (authors.empty()) return misskey_error(400, "NO_SUCH_HASHTAG", "No such hashtag.");
  std::sort(authors.begin(), authors.end());
  authors.erase(std::unique(authors.begin(), authors.end()), authors.end());
  const auto local = std::count_if(authors.begin(), authors.end(),
                                   [&](int who) { return around_.person(who).home == around_.self; });
  const auto all = static_cast<std::ptrdiff_t>(authors.size());
  Json json;
  json.open_object()
      .field("tag", key)
      .field("mentionedUsersCount", all)
      .field("mentionedLocalUsersCount", local)
      .field("mentionedRemoteUsersCount", all - local)
      .field("attachedUsersCount", 0)
      .field("attachedLocalUsersCount", 0)
      .field("attachedRemoteUsersCount", 0);
  return answer(json.close_object());
}

Response MisskeyApi::meta() const {
  Json json;
  json.open_object()
      .field("name", "Servidor simulado " + std::to_string(around_.self + 1))
      .field("description", "SIMULADO: ningún servidor real, ninguna persona real.")
      .field("uri", around_.url())
      .field("version", misskey_version)
      .field("maintainerEmail", "simulated@example.org")
      .field("tosUrl", nullptr)
      .field("disableRegistration", true)
      .key("serverRules")
      .open_array()
      .close_array()
      .key("policies")
      .open_object()
      .field("ltlAvailable", true)
      .field("canSearchNotes", false)
      .close_object();
  return answer(json.close_object());
}

}  // namespace clamor::simnet
