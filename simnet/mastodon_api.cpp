#include "simnet/mastodon_api.hpp"

#include <algorithm>

#include "simnet/activitypub.hpp"
#include "simnet/nodeinfo.hpp"
#include "simnet/parameters.hpp"

namespace clamor::simnet {
Response mastodon_answer(Json json) {
  Response response;
  response.body = json.take();
  response.headers = {
      {"cache-control", "max-age=15, public, stale-while-revalidate=30, stale-if-error=86400"},
      {"vary", "Authorization, Origin"}};
  return response;
}

Response mastodon_error(int status, std::string_view message) {
  Response response;
  response.status = status;
  response.headers = {{"cache-control", "private, no-store"}, {"vary", "Authorization, Origin"}};
  response.body = Json().open_object().field("error", message).close_object().take();
  return response;
}

MastodonApi::MastodonApi(const Surroundings& around, Habits habits)
    : around_(around), habits_(habits), entities_(around, habits.wrong_counts) {}

Response MastodonApi::error(int status, std::string_view message) const {
  return mastodon_error(status, message);
}

Response MastodonApi::handle(const Request& request, UtcTime now) {
  const auto path = path_parts(request.path);
  const auto is = [&](std::initializer_list<std::string_view> wanted) {  // "*" stands for any part
    return std::equal(path.begin(), path.end(), wanted.begin(), wanted.end(),
                      [](std::string_view a, std::string_view b) { return b == "*" || a == b; });
  };
  if (request.headers.contains("authorization") && !signed_in(request))
    return mastodon_error(401, "The access token is invalid");
  if (request.method != "GET") return mastodon_error(401, "This method requires an authenticated user");
  if (is({"api", "v1", "timelines", "tag", "*"})) return tag_timeline(request, path[4], now);
  if (is({"api", "v1", "tags", "*"})) return tag_facts(path[3], now);
  if (is({"api", "v1", "statuses"})) return statuses(request, now);
  if (is({"api", "v1", "statuses", "*"})) return one_status(path[3], now);
  if (is({"api", "v1", "statuses", "*", "reblogged_by"})) return acts(request, path[3], Acts::boosts, now);
  if (is({"api", "v1", "statuses", "*", "favourited_by"})) return acts(request, path[3], Acts::likes, now);
  if (is({"api", "v1", "statuses", "*", "context"})) return context(path[3], now);
  if (is({"api", "v1", "accounts", "lookup"})) return account_lookup(request, now);
  if (is({"api", "v1", "accounts", "*"})) return one_account(path[3], now);
  if (is({"users", "*", "statuses", "*"})) return object(request, path[3], now);
  if (is({"api", "v1", "streaming", "hashtag"})) return hashtag_stream(request, now);
  if (is({"api", "v1", "instance"})) return instance_v1(now);
  if (is({"api", "v2", "instance"})) return instance_v2(now);
  if (auto facts = nodeinfo(request, around_, "mastodon", mastodon_version, now)) return *facts;
  if (path.size() > 2 && path[0] == "api" && path[2] == "streaming")
    return mastodon_error(401, "This method requires an authenticated user");
  return mastodon_error(404, "Record not found");
}

Response MastodonApi::statuses(const Request& request, UtcTime now) const {
  constexpr std::size_t most = 20;
  auto ids = request.all("id[]");
  if (ids.empty()) ids = request.all("id");
  if (ids.size() > most) return mastodon_error(422, "Validation failed: too many statuses were asked for");
  Json json;
  json.open_array();
  for (const std::string& id : ids)
    if (const auto* known = view().find(number_in(id), now)) entities_.status(json, *known, now);
  return mastodon_answer(std::move(json.close_array()));
}

Response MastodonApi::one_status(const std::string& id, UtcTime now) const {
  const auto* known = view().find(number_in(id), now);
  if (!known) return mastodon_error(404, "Record not found");
  Json json;
  entities_.status(json, *known, now);
  return mastodon_answer(std::move(json));
}

Response MastodonApi::acts(const Request& request, const std::string& id, Acts which, UtcTime now) const {
  const auto* known = view().find(number_in(id), now);
  if (!known) return mastodon_error(404, "Record not found");
  const Post& post = around_.post(known->post);
  const auto& all = which == Acts::boosts ? post.boosts : post.likes;
  const bool home = around_.lives_here(known->post);
  const std::size_t limit = limit_in(request, 40, 80);
  const std::uint64_t below = request.has("max_id") ? number_in(request.one("max_id")) : ~std::uint64_t{0};
  std::vector<std::pair<std::uint64_t, int>> page;  // id of the act, who
  bool more = false;
  for (auto act = all.rbegin(); act != all.rend(); ++act) {
    const std::uint64_t act_id = (static_cast<std::uint64_t>(act->at.time_since_epoch().count()) << 16) +
                                 static_cast<std::uint64_t>(act->person);
    if (act->at > now || act_id >= below) continue;
    if (!home && !view().heard(known->post, act->person)) continue;
    if ((more = page.size() == limit)) break;
    page.emplace_back(act_id, act->person);
  }
  Json json;
  json.open_array();
  for (const auto& [act_id, who] : page) entities_.account(json, who, now);
  Response response = mastodon_answer(std::move(json.close_array()));
  const std::string base = "<" + around_.url() + "/api/v1/statuses/" + id +
                           (which == Acts::boosts ? "/reblogged_by?" : "/favourited_by?");
  std::string link;
  if (more) link = base + "max_id=" + std::to_string(page.back().first) + ">; rel=\"next\", ";
  if (!page.empty() && !habits_.no_link) {
    link += base + "since_id=" + std::to_string(page.front().first) + ">; rel=\"prev\"";
    response.headers.emplace_back("link", link);
  }
  return response;
}

Response MastodonApi::account_lookup(const Request& request, UtcTime now) const {
  const int who = around_.addresses.person_called(request.one("acct"), around_.self);
  if (who < 0) return mastodon_error(404, "Record not found");
  Json json;
  entities_.account(json, who, now);
  return mastodon_answer(std::move(json));
}

Response MastodonApi::one_account(const std::string& id, UtcTime now) const {
  const int who = view().person_of(number_in(id));
  if (who < 0) return mastodon_error(404, "Record not found");
  Json json;
  entities_.account(json, who, now);
  return mastodon_answer(std::move(json));
}

Response MastodonApi::object(const Request& request, const std::string& id, UtcTime now) const {
  const auto* known = view().find(number_in(id), now);
  if (!known || !around_.lives_here(known->post)) return mastodon_error(404, "Record not found");
  return activity_answer(request, around_, known->post, now);
}

Response MastodonApi::context(const std::string& id, UtcTime now) const {
  const auto* known = view().find(number_in(id), now);
  if (!known) return mastodon_error(404, "Record not found");
  constexpr std::size_t most_above = 40, most_below = 60;  // for those who are not signed in
  std::vector<const ServerView::Known*> above, below;
  for (int at = around_.post(known->post).parent; above.size() < most_above;) {
    const auto* parent = view().of_post(at, now);
    if (!parent) break;
    above.push_back(parent);
    at = around_.post(at).parent;
  }
  std::vector<int> open = around_.post(known->post).replies;
  std::reverse(open.begin(), open.end());
  while (!open.empty() && below.size() < most_below) {
    const int at = open.back();
    open.pop_back();
    if (const auto* reply = view().of_post(at, now))
      below.push_back(reply);
    else
      continue;
    const auto& more = around_.post(at).replies;
    open.insert(open.end(), more.rbegin(), more.rend());
  }
  Json json;
  json.open_object().key("ancestors").open_array();
  for (auto one = above.rbegin(); one != above.rend(); ++one) entities_.status(json, **one, now);
  json.close_array().key("descendants").open_array();
  for (const auto* one : below) entities_.status(json, *one, now);
  return mastodon_answer(std::move(json.close_array().close_object()));
}

}  // namespace clamor::simnet
