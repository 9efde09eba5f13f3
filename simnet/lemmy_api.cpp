#include "simnet/lemmy_api.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "simnet/activitypub.hpp"
#include "simnet/moment.hpp"
#include "simnet/nodeinfo.hpp"
#include "simnet/parameters.hpp"
#include "simnet/spelling.hpp"

namespace clamor::simnet {
namespace {

constexpr std::size_t most_rows = 50;

Response lemmy_error(int status, std::string_view code) {
  Response response;
  response.status = status;
  response.body = Json().open_object().field("error", code).close_object().take();
  return response;
}

Response answer(Json& json) {
  Response response;
  response.content_type = "application/json";
  response.body = json.take();
  return response;
}

// Deleted by its author: half of them keep a row that says so, the others were purged.
bool leaves_a_row(const Post& post) {
  return post.salt % 2 == 0;
}

}  // namespace

LemmyApi::LemmyApi(const Surroundings& around, Habits habits)
    : around_(around),
      habits_(habits),
      piefed_(around.world.kind(around.self) == Kind::piefed),
      views_(around, habits.wrong_counts) {}

Response LemmyApi::error(int status, std::string_view) const {
  return lemmy_error(status, status == 429 ? "rate_limit_error" : "unknown");
}

// Nothing of votes travels but the upvotes, and nobody boosts here.
Counts LemmyApi::told(int post, UtcTime now) const {
  const Counts counts = told_counts(around_, habits_.wrong_counts, post, now);
  return {counts.replies, 0, counts.likes, 0};
}

bool LemmyApi::lists(int post, std::string_view tag, UtcTime now) const {
  if (habits_.closed_feed || !around_.view().of_post(post, now)) return false;
  if (hides(around_, habits_, post)) return false;
  if (piefed_ && around_.post(post).root >= 0) return false;  // its search finds threads
  return tagged(around_.post(post), hashtag_key(tag), now) &&
         lower_case(views_.body(post, now)).find("#" + lower_case(tag)) != std::string::npos;
}

Response LemmyApi::handle(const Request& request, UtcTime now) {
  if (auto facts = nodeinfo(request, around_, piefed_ ? "piefed" : "lemmy",
                            piefed_ ? piefed_version : lemmy_version, now))
    return *facts;
  const auto path = path_parts(request.path);
  if (path.size() == 2 && path[0] == "post") {
    const auto* known = around_.view().ever_called(number_in(path[1]));
    if (known && around_.lives_here(known->post) && known->arrived <= now)
      return gone(around_.post(known->post), now) ? tombstone(around_.addresses.uri(known->post))
                                                  : activity_answer(request, around_, known->post, now);
  }
  const std::string root = piefed_ ? "/api/alpha/" : "/api/v3/";
  if (!request.path.starts_with(root)) return lemmy_error(404, "not_found");
  if (request.method != "GET") return lemmy_error(401, "not_logged_in");
  const std::string what = request.path.substr(root.size());
  if (what == "site") return site(now);
  if (habits_.closed_feed) return lemmy_error(400, "instance_is_private");
  if (what == "search") return search(request, now);
  if (what == "post/list") return list(request, now);
  if (what == "post") return one_post(request, now);
  if (what == "comment/list" && !piefed_) return comments(request, now);
  if (what == "comment" && !piefed_) return one_comment(request, now);
  if (what == "resolve_object") return resolve(request, now);
  if (what == "user") return user(request, now);
  return lemmy_error(404, "not_found");
}

LemmyApi::Rows LemmyApi::newest(What what, const Request& request, std::string_view text, UtcTime now) const {
  const bool local = request.one("listing_type") == "Local" || request.one("type_") == "Local";
  const std::string wanted = lower_case(text);
  Rows found;
  for (auto known = around_.view().in_order().rbegin(); known != around_.view().in_order().rend(); ++known) {
    const bool comment = around_.post(known->post).root >= 0;
    if (comment != (what == What::comments)) continue;
    if (!around_.view().of_post(known->post, now) || (local && !around_.lives_here(known->post))) continue;
    const std::string words =
        (comment ? "" : views_.title(known->post, now) + "\n") + views_.body(known->post, now);
    if (lower_case(words).find(wanted) != std::string::npos) found.push_back(&*known);
  }
  if (request.one("sort") == "Old") std::reverse(found.begin(), found.end());
  return found;
}

void LemmyApi::write(Json& json, What what, const Rows& all, std::size_t from, std::size_t size,
                     UtcTime now) const {
  json.key(what == What::threads ? "posts" : "comments").open_array();
  for (std::size_t place = from; place < std::min(all.size(), from + size); ++place) {
    if (hides(around_, habits_, all[place]->post)) continue;
    if (what == What::threads)
      views_.post_view(json, *all[place], now);
    else
      views_.comment_view(json, *all[place], now);
  }
  json.close_array();
}

Response LemmyApi::search(const Request& request, UtcTime now) const {
  if (request.one("q").empty()) return lemmy_error(400, "invalid_query");
  const std::size_t limit = request.has("limit") ? number_in(request.one("limit")) : 10;
  if (limit < 1 || limit > most_rows) return lemmy_error(400, "invalid_fetch_limit");
  const std::uint64_t page = request.has("page") ? number_in(request.one("page")) : 1;
  if (page < 1) return lemmy_error(400, "invalid_page");
  const std::string type(request.has("type_") ? request.one("type_") : "All");
  Rows threads, comments;
  if (type == "All" || type == "Posts") threads = newest(What::threads, request, request.one("q"), now);
  if ((type == "All" || type == "Comments") && !piefed_)
    comments = newest(What::comments, request, request.one("q"), now);
  Json json;
  json.open_object().field("type_", type);
  write(json, What::comments, comments, (page - 1) * limit, limit, now);
  write(json, What::threads, threads, (page - 1) * limit, limit, now);
  for (const char* nothing : {"communities", "users"}) json.key(nothing).open_array().close_array();
  return answer(json.close_object());
}

// The cursor is opaque: it names the last post shown. PieFed counts pages instead.
Response LemmyApi::list(const Request& request, UtcTime now) const {
  const std::size_t limit = request.has("limit") ? number_in(request.one("limit")) : 10;
  if (limit < 1 || limit > most_rows) return lemmy_error(400, "invalid_fetch_limit");
  const Rows all = newest(What::threads, request, {}, now);
  std::uint64_t page = request.has("page") ? std::max<std::uint64_t>(1, number_in(request.one("page"))) : 1;
  std::size_t from = (page - 1) * limit;
  if (const auto cursor = request.one("page_cursor"); cursor.starts_with("P")) {
    const auto last = std::strtoull(std::string(cursor.substr(1)).c_str(), nullptr, 16);
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto* known) { return known->id == last; });
    from = static_cast<std::size_t>(found - all.begin()) + (found != all.end());
  }
  Json json;
  json.open_object();
  write(json, What::threads, all, from, limit, now);
  if (from + limit < all.size()) {
    char cursor[24];
    std::snprintf(cursor, sizeof cursor, "P%llx", static_cast<unsigned long long>(all[from + limit - 1]->id));
    json.field("next_page", piefed_ ? std::to_string(page + 1) : cursor);
  } else if (piefed_) {
    json.field("next_page", nullptr);
  }
  return answer(json.close_object());
}

// Of one thread, or of all.
Response LemmyApi::comments(const Request& request, UtcTime now) const {
  const std::size_t limit = limit_in(request, 10, most_rows);
  const std::uint64_t page =
      request.has("page") ? std::max<std::uint64_t>(1, number_in(request.one("page"))) : 1;
  Rows all = newest(What::comments, request, {}, now);
  if (const std::uint64_t thread = number_in(request.one("post_id")); thread > 0)
    std::erase_if(all, [&](const auto* known) {
      return around_.view().ever(around_.post(known->post).root)->id != thread;
    });
  Json json;
  json.open_object();
  write(json, What::comments, all, (page - 1) * limit, limit, now);
  return answer(json.close_object());
}

Response LemmyApi::one_comment(const Request& request, UtcTime now) const {
  const auto* known = around_.view().find(number_in(request.one("id")), now);
  if (!known || around_.post(known->post).root < 0) return lemmy_error(400, "couldnt_find_comment");
  Json json;
  json.open_object().key("comment_view");
  views_.comment_view(json, *known, now);
  json.key("recipient_ids").open_array().close_array();
  return answer(json.close_object());
}

Response LemmyApi::one_post(const Request& request, UtcTime now) const {
  const auto* known = around_.view().ever_called(number_in(request.one("id")));
  if (!known || known->arrived > now || around_.post(known->post).root >= 0 ||
      (gone(around_.post(known->post), now) && !leaves_a_row(around_.post(known->post))))
    return lemmy_error(400, "couldnt_find_post");
  Json json;
  json.open_object().key("post_view");
  views_.post_view(json, *known, now);
  json.key("community_view");
  views_.community_view(json);
  json.key("moderators").open_array().close_array().key("cross_posts").open_array().close_array();
  return answer(json.close_object());
}

// What is known here is found without a login; nothing is fetched.
Response LemmyApi::resolve(const Request& request, UtcTime now) const {
  for (const auto& known : around_.view().in_order()) {
    if (!around_.view().of_post(known.post, now) || around_.addresses.uri(known.post) != request.one("q"))
      continue;
    Json json;
    const bool comment = around_.post(known.post).root >= 0;
    json.open_object().key(comment ? "comment" : "post");
    if (comment)
      views_.comment_view(json, known, now);
    else
      views_.post_view(json, known, now);
    return answer(json.close_object());
  }
  return lemmy_error(400, "couldnt_find_object");
}

Response LemmyApi::user(const Request& request, UtcTime now) const {
  const int who = around_.addresses.person_called(request.one("username"), around_.self);
  if (who < 0) return lemmy_error(404, "not_found");
  const auto posted = std::ranges::count_if(around_.person(who).posts,
                                            [&](int post) { return around_.view().of_post(post, now); });
  Json json;
  json.open_object().key("person_view").open_object().key("person");
  views_.person(json, who);
  json.key("counts")
      .open_object()
      .field("person_id", around_.view().account_id(who))
      .field("post_count", posted)
      .field("comment_count", 0)
      .close_object()
      .field("is_admin", false)
      .close_object();
  for (const char* nothing : {"comments", "posts", "moderates"}) json.key(nothing).open_array().close_array();
  return answer(json.close_object());
}

Response LemmyApi::site(UtcTime now) const {
  const auto& all = around_.view().in_order();
  const auto posts =
      std::count_if(all.begin(), all.end(), [&](const auto& known) { return known.arrived <= now; });
  Json json;
  json.open_object();
  if (piefed_) {
    json.field("version", piefed_version)
        .key("site")
        .open_object()
        .field("actor_id", around_.url() + "/")
        .field("name", "Servidor simulado " + std::to_string(around_.self + 1))
        .field("description", "SIMULADO")
        .close_object();
  } else {
    json.key("site_view")
        .open_object()
        .key("site")
        .open_object()
        .field("id", 1)
        .field("name", "Servidor simulado " + std::to_string(around_.self + 1))
        .field("description", "SIMULADO: ningún servidor real, ninguna persona real.")
        .field("published", iso_micros(around_.world.start))
        .field("actor_id", around_.url() + "/")
        .field("instance_id", 1)
        .close_object();
    json.key("local_site").open_object().field("private_instance", habits_.closed_feed).close_object();
    json.key("local_site_rate_limit")
        .open_object()
        .field("local_site_id", 1)
        .field("message", 9000)
        .field("message_per_second", 60)
        .field("post", 6)
        .field("post_per_second", 600)
        .field("search", 30000)
        .field("search_per_second", 300)
        .close_object();
    json.key("counts").open_object().field("site_id", 1).field("posts", posts).close_object().close_object();
    json.field("version", lemmy_version);
  }
  json.key("admins").open_array().close_array().key("all_languages").open_array();
  for (const auto& [code, name] : {std::pair("und", "Undetermined"), {"en", "English"}, {"es", "Español"}})
    json.open_object().field("id", language_id(code)).field("code", code).field("name", name).close_object();
  json.close_array().key("discussion_languages").open_array().close_array();
  return answer(json.close_object());
}

}  // namespace clamor::simnet
