#include "simnet/peertube_api.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "simnet/activitypub.hpp"
#include "simnet/moment.hpp"
#include "simnet/nodeinfo.hpp"
#include "simnet/parameters.hpp"
#include "simnet/spelling.hpp"

namespace clamor::simnet {
namespace {

Response problem(int status, std::string_view title, std::string_view detail) {
  Response response;
  response.status = status;
  response.content_type = "application/problem+json; charset=utf-8";
  response.body = Json()
                      .open_object()
                      .field("type", "about:blank")
                      .field("title", title)
                      .field("status", status)
                      .field("detail", detail)
                      .field("error", detail)
                      .field("docs", "https://docs.joinpeertube.org/api-rest-reference.html")
                      .close_object()
                      .take();
  return response;
}

// Lists show 250 letters of a description, three dots among them where there are more.
std::string as_in_lists(const std::string& text) {
  constexpr std::size_t shown = 250, dots = 3;
  std::size_t letters = 0, end = 0;
  for (std::size_t at = 0; at < text.size(); ++letters) {
    if (letters == shown - dots) end = at;
    next_letter(text, at);
  }
  return letters > shown ? text.substr(0, end) + "..." : text;
}

Response answer(Json& json) {
  Response response;
  response.body = json.take();
  return response;
}

// A parameter repeated or with commas.
std::vector<std::string> words_of(const Request& request, const std::string& name) {
  std::vector<std::string> words;
  for (const std::string& form : {name, name + "[]"})
    for (const std::string& list : request.all(form))
      for (std::size_t at = 0; at < list.size();) {
        const auto comma = std::min(list.find(',', at), list.size());
        words.push_back(lower_case(std::string_view(list).substr(at, comma - at)));
        at = comma + 1;
      }
  return words;
}

void labelled(Json& json, const char* name, std::string_view id, std::string_view label) {
  json.key(name).open_object().field("id", id).field("label", label).close_object();
}

void labelled(Json& json, const char* name, int id, std::string_view label) {
  json.key(name).open_object().field("id", id).field("label", label).close_object();
}

}  // namespace

Response PeertubeApi::error(int status, std::string_view message) const {
  return problem(status, status == 429 ? "Too Many Requests" : "Service Unavailable", message);
}

Counts PeertubeApi::told(int post, UtcTime now) const {
  const Counts all = told_counts(around_, habits_.wrong_counts, post, now);
  return {all.replies, 0, all.likes, 0};
}

bool PeertubeApi::lists(int post, std::string_view tag, UtcTime now) const {
  if (habits_.closed_feed || !around_.view().of_post(post, now)) return false;
  if (hides(around_, habits_, post)) return false;
  return tagged(around_.post(post), hashtag_key(tag), now) &&
         lower_case(description(post, now)).find("#" + lower_case(tag)) != std::string::npos;
}

Response PeertubeApi::handle(const Request& request, UtcTime now) {
  if (auto facts = nodeinfo(request, around_, "peertube", peertube_version, now)) return *facts;
  const auto path = path_parts(request.path);
  const auto is = [&](std::initializer_list<std::string_view> wanted) {  // "*" stands for any part
    return std::equal(path.begin(), path.end(), wanted.begin(), wanted.end(),
                      [](std::string_view a, std::string_view b) { return b == "*" || a == b; });
  };
  if (is({"videos", "watch", "*"}) || is({"w", "*"})) {
    const auto* known = named(path.back(), now);
    if (known && around_.lives_here(known->post)) return activity_answer(request, around_, known->post, now);
    return problem(404, "Not Found", "Video not found");
  }
  if (request.method != "GET") return problem(401, "Unauthorized", "The access token is invalid");
  if (is({"api", "v1", "config"}) || is({"api", "v1", "config", "about"})) return config();
  if (is({"api", "v1", "search", "videos"}) || is({"api", "v1", "videos"})) return videos(request, now);
  if (is({"api", "v1", "videos", "*"})) return one_video(path[3], now);
  if (is({"api", "v1", "videos", "*", "comment-threads"})) return comment_threads(path[3], request, now);
  if (is({"api", "v1", "accounts", "*"}) || is({"api", "v1", "video-channels", "*"}))
    return account(path[3], now);
  return problem(404, "Not Found", "Not found");
}

const ServerView::Known* PeertubeApi::named(const std::string& id, UtcTime now) const {
  for (const auto& known : around_.view().in_order()) {
    const Post& post = around_.post(known.post);
    if (id == video_uuid(post) || id == short_uuid(post) || id == std::to_string(known.id))
      return around_.view().of_post(known.post, now);
  }
  return nullptr;
}

std::string PeertubeApi::description(int index, UtcTime now) const {
  std::string text;
  for (const Piece& piece : pieces_at(around_.post(index), now)) {
    if (piece.kind == Piece::hashtag || piece.kind == Piece::plain_hash) text += "#";
    text += piece.kind == Piece::paragraph ? "\r\n\r\n"
            : piece.kind == Piece::address ? "@" + around_.addresses.acct(piece.person, around_.self)
                                           : piece.text;
  }
  return text;
}

bool PeertubeApi::matches(const Request& request, const ServerView::Known& known, UtcTime now) const {
  if (!around_.view().of_post(known.post, now)) return false;
  if (request.one("searchTarget") == "local" && request.one("isLocal") == "true" &&
      !around_.lives_here(known.post))
    return false;
  std::vector<std::string> tags = declared_tags(around_.world, known.post, now);
  for (std::string& tag : tags) tag = lower_case(tag);
  const auto has = [&](const std::string& tag) { return std::ranges::find(tags, tag) != tags.end(); };
  const auto one_of = words_of(request, "tagsOneOf"), all_of = words_of(request, "tagsAllOf");
  if (!one_of.empty() && std::ranges::none_of(one_of, has)) return false;
  if (!std::ranges::all_of(all_of, has)) return false;
  for (const char* name : {"startDate", "endDate"}) {
    const auto bound = request.has(name) ? parse_rfc3339(request.one(name)) : std::nullopt;
    if (bound && (name[0] == 's' ? known.created_at < *bound : known.created_at > *bound)) return false;
  }
  const std::string text = lower_case(request.one("search"));
  if (text.empty()) return true;
  return lower_case(around_.post(known.post).title + "\n" + description(known.post, now)).find(text) !=
             std::string::npos ||
         has(text);
}

// Newest first unless `sort` begins without a minus.
Response PeertubeApi::videos(const Request& request, UtcTime now) const {
  if (habits_.closed_feed) return problem(401, "Unauthorized", "Token is invalid");
  const std::size_t count = limit_in(request, 15, 1000, "count");
  if (count < 1 || count > 100) return problem(400, "Bad Request", "Incorrect request parameters: count");
  const std::size_t start = number_in(request.one("start"));
  std::vector<const ServerView::Known*> found;
  for (auto known = around_.view().in_order().rbegin(); known != around_.view().in_order().rend(); ++known)
    if (matches(request, *known, now)) found.push_back(&*known);
  const std::string_view sort = request.one("sort");
  if (!sort.empty() && !sort.starts_with("-")) std::reverse(found.begin(), found.end());
  Json json;
  json.open_object().field("total", found.size()).key("data").open_array();
  for (std::size_t place = start; place < std::min(found.size(), start + count); ++place)
    if (!hides(around_, habits_, found[place]->post)) video(json, *found[place], Detail::row, now);
  return answer(json.close_array().close_object());
}

Response PeertubeApi::one_video(const std::string& id, UtcTime now) const {
  const auto* known = named(id, now);
  if (!known) return problem(404, "Not Found", "Video not found");
  Json json;
  video(json, *known, Detail::whole, now);
  return answer(json);
}

Response PeertubeApi::comment_threads(const std::string& id, const Request& request, UtcTime now) const {
  const auto* known = named(id, now);
  if (!known) return problem(404, "Not Found", "Video not found");
  const std::size_t start = number_in(request.one("start")), count = limit_in(request, 15, 100, "count");
  std::vector<int> comments;
  for (const int reply : around_.post(known->post).replies)
    if (around_.post(reply).at <= now && !gone(around_.post(reply), now)) comments.push_back(reply);
  std::reverse(comments.begin(), comments.end());
  Json json;
  json.open_object()
      .field("total", comments.size())
      .field("totalNotDeletedComments", comments.size())
      .key("data")
      .open_array();
  for (std::size_t place = start; place < std::min(comments.size(), start + count); ++place) {
    const int reply = comments[place];
    json.open_object()
        .field("id", reply + 1)
        .field("url", around_.addresses.uri(reply))
        .field("text", description(reply, now))
        .field("threadId", reply + 1)
        .field("inReplyToCommentId", nullptr)
        .field("createdAt", iso_millis(around_.post(reply).at))
        .field("updatedAt", iso_millis(around_.post(reply).at))
        .field("deletedAt", nullptr)
        .field("isDeleted", false)
        .field("totalReplies", 0)
        .key("account");
    actor(json, around_.post(reply).author);
    json.close_object();
  }
  return answer(json.close_array().close_object());
}

void PeertubeApi::actor(Json& json, int index) const {
  const Person& who = around_.person(index);
  json.open_object()
      .field("id", around_.view().account_id(index))
      .field("name", who.handle)
      .field("displayName", who.name)
      .field("url", around_.addresses.actor(index))
      .field("host", around_.addresses.host(who.home))
      .field("avatar", nullptr)
      .key("avatars")
      .open_array()
      .close_array()
      .close_object();
}

void PeertubeApi::video(Json& json, const ServerView::Known& known, Detail detail, UtcTime now) const {
  const Post& post = around_.post(known.post);
  const Counts counts = told_counts(around_, habits_.wrong_counts, known.post, now);
  const std::string uuid = video_uuid(post), whole = description(known.post, now);
  const std::string cut = as_in_lists(whole);
  json.open_object()
      .field("id", known.id)
      .field("uuid", uuid)
      .field("shortUUID", short_uuid(post))
      .field("createdAt", iso_millis(known.created_at))
      .field("updatedAt", iso_millis(known.arrived))
      .field("publishedAt", iso_millis(known.created_at))
      .field("originallyPublishedAt", nullptr);
  labelled(json, "category", 14, "Activism");
  labelled(json, "licence", 2, "Attribution - Share Alike");
  labelled(json, "language", post.language, post.language == "es" ? "Spanish" : "English");
  labelled(json, "privacy", 1, "Public");
  json.field("name", post.title)
      .field("description", detail == Detail::whole ? whole : cut)
      .field("truncatedDescription", cut)
      .field("duration", 60 + static_cast<int>(post.salt % 1800))
      .field("thumbnailPath", "/lazy-static/thumbnails/" + uuid + ".jpg")
      .field("previewPath", "/lazy-static/previews/" + uuid + ".jpg")
      .field("embedPath", "/videos/embed/" + short_uuid(post))
      .field("url", around_.addresses.uri(known.post))
      .field("isLocal", around_.lives_here(known.post))
      .field("views", views_of(post, counts))
      .field("viewers", 0)
      .field("likes", counts.likes)
      .field("dislikes", 0)
      .field("comments", counts.replies)
      .field("isLive", false)
      .field("nsfw", !post.warning.empty())
      .field("nsfwFlags", 0)
      .field("nsfwSummary", nullptr)
      .key("account");
  actor(json, post.author);
  json.key("channel");
  actor(json, post.author);
  if (detail == Detail::whole) {
    json.key("tags").open_array();
    for (const std::string& tag : declared_tags(around_.world, known.post, now)) json.value(tag);
    json.close_array()
        .field("support", nullptr)
        .field("commentsEnabled", true)
        .field("waitTranscoding", true);
    labelled(json, "commentsPolicy", 1, "Enabled");
    labelled(json, "state", 1, "Published");
  }
  json.close_object();
}

Response PeertubeApi::account(const std::string& name, UtcTime) const {
  const int who = around_.addresses.person_called(name, around_.self);
  if (who < 0) return problem(404, "Not Found", "Account not found");
  const Person& person = around_.person(who);
  Json json;
  json.open_object()
      .field("id", around_.view().account_id(who))
      .field("name", person.handle)
      .field("displayName", person.name)
      .field("description", person.note)
      .field("url", around_.addresses.actor(who))
      .field("host", around_.addresses.host(person.home))
      .field("followersCount", person.followers)
      .field("followingCount", person.following)
      .field("createdAt", iso_millis(person.joined));
  return answer(json.close_object());
}

Response PeertubeApi::config() const {
  Json json;
  json.open_object()
      .key("instance")
      .open_object()
      .field("name", "Servidor simulado " + std::to_string(around_.self + 1))
      .field("shortDescription", "SIMULADO")
      .field("description", "SIMULADO: ningún servidor real, ninguna persona real.")
      .close_object()
      .field("serverVersion", peertube_version)
      .key("signup")
      .open_object()
      .field("allowed", false)
      .close_object();
  return answer(json.close_object());
}

}  // namespace clamor::simnet
