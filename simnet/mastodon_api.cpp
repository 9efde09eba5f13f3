#include "simnet/mastodon_api.hpp"

#include <algorithm>
#include <charconv>

#include "core/text.hpp"
#include "simnet/random.hpp"

namespace clamor::simnet {
namespace {

// As a database reads a parameter that should be a number: leading digits count, anything else is 0.
std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc::result_out_of_range ? ~std::uint64_t{0} : number;
}

Response ok(Json json) {
  Response response;
  response.body = json.take();
  response.headers = {
      {"cache-control", "max-age=15, public, stale-while-revalidate=30, stale-if-error=86400"},
      {"vary", "Authorization, Origin"}};
  return response;
}

}  // namespace

Response mastodon_error(int status, std::string_view message) {
  Response response;
  response.status = status;
  response.headers = {{"cache-control", "private, no-store"}, {"vary", "Authorization, Origin"}};
  response.body = Json().open_object().field("error", message).close_object().take();
  return response;
}

MastodonApi::MastodonApi(const World& world, const std::vector<ServerView>& views,
                         const std::vector<std::string>& urls, Home self, Habits habits)
    : world_(world),
      view_(views[static_cast<std::size_t>(self)]),
      entities_(world, views, urls, self),
      self_(self),
      habits_(habits) {}

Response MastodonApi::handle(const Request& request, UtcTime now) const {
  const auto path = path_parts(request.path);
  const auto is = [&](std::initializer_list<std::string_view> wanted) {  // "*" stands for any part
    return std::equal(path.begin(), path.end(), wanted.begin(), wanted.end(),
                      [](std::string_view a, std::string_view b) { return b == "*" || a == b; });
  };
  if (request.headers.contains("authorization")) return mastodon_error(401, "The access token is invalid");
  if (request.method != "GET") return mastodon_error(401, "This method requires an authenticated user");
  if (is({"api", "v1", "timelines", "tag", "*"})) return tag_timeline(request, path[4], now);
  if (is({"api", "v1", "tags", "*"})) return tag_facts(path[3], now);
  if (is({"api", "v1", "statuses"})) return statuses(request, now);
  if (is({"api", "v1", "statuses", "*"})) return one_status(path[3], now);
  if (is({"api", "v1", "statuses", "*", "reblogged_by"})) return reblogged_by(request, path[3], now);
  if (is({"api", "v1", "statuses", "*", "context"})) return context(path[3], now);
  if (is({"api", "v1", "instance"})) return instance_v1(now);
  if (is({"api", "v2", "instance"})) return instance_v2(now);
  if (is({".well-known", "nodeinfo"}) || is({"nodeinfo", "2.0"})) return nodeinfo(path, now);
  if (path.size() > 2 && path[0] == "api" && path[2] == "streaming")
    return mastodon_error(401, "This method requires an authenticated user");
  return mastodon_error(404, "Record not found");
}

Response MastodonApi::tag_timeline(const Request& request, const std::string& tag, UtcTime now) const {
  if (habits_.closed_feed) return mastodon_error(401, "This method requires an authenticated user");
  constexpr std::size_t most_names = 4;  // any[], all[] and none[] are cut to that many
  const auto keys = [&](std::string_view name) {
    std::vector<std::string> found;
    for (const std::string& one : request.all(name))
      if (found.size() < most_names) found.push_back(hashtag_key(one));
    return found;
  };
  const auto yes = [&](std::string_view name) {
    const std::string value(request.one(name));
    return !value.empty() && value != "0" && value != "f" && value != "false" && value != "FALSE" &&
           value != "F";
  };
  std::vector<std::string> any = keys("any[]");
  if (any.size() == most_names) any.pop_back();  // the tag of the path counts
  any.push_back(hashtag_key(tag));
  const auto all = keys("all[]"), none = keys("none[]");
  const bool local = yes("local"), remote = yes("remote"), only_media = yes("only_media");

  std::vector<std::uint32_t> places;
  for (const std::string& key : any) {
    const auto& more = view_.tagged(key);
    places.insert(places.end(), more.begin(), more.end());
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());

  const std::uint64_t below = request.has("max_id") ? number_in(request.one("max_id")) : ~std::uint64_t{0};
  const bool forward = request.has("min_id");
  const std::uint64_t above = number_in(forward ? request.one("min_id") : request.one("since_id"));
  const long asked = request.has("limit")
                         ? std::labs(std::strtol(std::string(request.one("limit")).c_str(), nullptr, 10))
                         : 20;
  const std::size_t limit = static_cast<std::size_t>(std::min(asked, 40L));

  std::vector<const ServerView::Known*> page;
  const auto consider = [&](std::uint32_t place) {
    const auto& known = view_.by_id()[place];
    const Post& post = world_.posts[static_cast<std::size_t>(known.post)];
    const bool here = world_.people[static_cast<std::size_t>(post.author)].home == self_;
    if (known.id >= below || known.id <= above || known.arrived > now) return;
    if ((local && !here) || (remote && here) || (only_media && post.images == 0)) return;
    if (!all.empty() || !none.empty()) {
      const auto& tags = post.tags;
      const auto tagged = [&](const std::string& key) {
        return std::find(tags.begin(), tags.end(), key) != tags.end();
      };
      if (!std::all_of(all.begin(), all.end(), tagged) || std::any_of(none.begin(), none.end(), tagged))
        return;
    }
    page.push_back(&known);
  };
  if (forward) {  // the page just above min_id, still newest first
    for (auto place = places.begin(); place != places.end() && page.size() < limit; ++place) consider(*place);
    std::reverse(page.begin(), page.end());
  } else {
    for (auto place = places.rbegin(); place != places.rend() && page.size() < limit; ++place)
      consider(*place);
  }

  std::string next, previous;
  if (!page.empty()) {
    next = std::to_string(page.back()->id);
    previous = std::to_string(page.front()->id);
  }
  if (habits_.short_pages && !page.empty()) {
    if (forward) {
      page.erase(page.begin(), page.end() - static_cast<std::ptrdiff_t>((page.size() + 1) / 2));
      previous = std::to_string(page.front()->id);
    } else if (page.front()->id % 3 == 0 && below != page.front()->id + 1) {
      next = std::to_string(page.front()->id + 1);  // nothing to see here, but go on
      page.clear();
    } else {
      page.resize((page.size() + 1) / 2);
      next = std::to_string(page.back()->id);
    }
  }

  Json json;
  json.open_array();
  for (const auto* known : page) entities_.status(json, *known, now);
  json.close_array();
  Response response = ok(std::move(json));
  if (!next.empty()) {
    const std::string base = entities_.url() + "/api/v1/timelines/tag/" + percent_encoded(tag) + "?";
    const auto link = [&](const std::string& bound, const char* rel) {
      std::string parameters;  // in alphabetical order, as Rails writes them; only these are repeated
      const auto add = [&](const std::string& part) { parameters += (parameters.empty() ? "" : "&") + part; };
      if (request.has("limit")) add("limit=" + std::to_string(limit));
      if (request.has("local")) add("local=" + percent_encoded(request.one("local")));
      add(bound);
      if (request.has("only_media")) add("only_media=" + percent_encoded(request.one("only_media")));
      return "<" + base + parameters + ">; rel=\"" + rel + "\"";
    };
    response.headers.emplace_back("link",
                                  link("max_id=" + next, "next") + ", " + link("min_id=" + previous, "prev"));
  }
  return response;
}

Response MastodonApi::statuses(const Request& request, UtcTime now) const {
  constexpr std::size_t most = 20;
  auto ids = request.all("id[]");
  if (ids.empty()) ids = request.all("id");
  if (ids.size() > most) return mastodon_error(422, "Validation failed: too many statuses were asked for");
  Json json;
  json.open_array();
  for (const std::string& id : ids)
    if (const auto* known = view_.find(number_in(id), now)) entities_.status(json, *known, now);
  return ok(std::move(json.close_array()));
}

Response MastodonApi::one_status(const std::string& id, UtcTime now) const {
  const auto* known = view_.find(number_in(id), now);
  if (!known) return mastodon_error(404, "Record not found");
  Json json;
  entities_.status(json, *known, now);
  return ok(std::move(json));
}

Response MastodonApi::reblogged_by(const Request& request, const std::string& id, UtcTime now) const {
  const auto* known = view_.find(number_in(id), now);
  if (!known) return mastodon_error(404, "Record not found");
  const Post& post = world_.posts[static_cast<std::size_t>(known->post)];
  const bool home = world_.people[static_cast<std::size_t>(post.author)].home == self_;
  const long asked = request.has("limit")
                         ? std::labs(std::strtol(std::string(request.one("limit")).c_str(), nullptr, 10))
                         : 40;
  const std::size_t limit = static_cast<std::size_t>(std::min(asked, 80L));
  const std::uint64_t below = request.has("max_id") ? number_in(request.one("max_id")) : ~std::uint64_t{0};
  std::vector<std::pair<std::uint64_t, int>> page;  // id of the boost, who
  bool more = false;
  for (auto boost = post.boosts.rbegin(); boost != post.boosts.rend(); ++boost) {
    const std::uint64_t boost_id = (static_cast<std::uint64_t>(boost->at.time_since_epoch().count()) << 16) +
                                   static_cast<std::uint64_t>(boost->person);
    if (boost->at > now || boost_id >= below) continue;
    if (!home && !view_.heard(known->post, boost->person)) continue;
    if ((more = page.size() == limit)) break;
    page.emplace_back(boost_id, boost->person);
  }
  Json json;
  json.open_array();
  for (const auto& [boost_id, who] : page) entities_.account(json, who, now);
  Response response = ok(std::move(json.close_array()));
  const std::string base = "<" + entities_.url() + "/api/v1/statuses/" + id + "/reblogged_by?";
  std::string link;
  if (more) link = base + "max_id=" + std::to_string(page.back().first) + ">; rel=\"next\", ";
  if (!page.empty()) {
    link += base + "since_id=" + std::to_string(page.front().first) + ">; rel=\"prev\"";
    response.headers.emplace_back("link", link);
  }
  return response;
}

Response MastodonApi::context(const std::string& id, UtcTime now) const {
  const auto* known = view_.find(number_in(id), now);
  if (!known) return mastodon_error(404, "Record not found");
  constexpr std::size_t most_above = 40, most_below = 60;  // for those who are not signed in
  std::vector<const ServerView::Known*> above, below;
  for (int at = world_.posts[static_cast<std::size_t>(known->post)].parent; above.size() < most_above;) {
    const auto* parent = view_.of_post(at, now);
    if (!parent) break;
    above.push_back(parent);
    at = world_.posts[static_cast<std::size_t>(at)].parent;
  }
  std::vector<int> open = world_.posts[static_cast<std::size_t>(known->post)].replies;
  std::reverse(open.begin(), open.end());
  while (!open.empty() && below.size() < most_below) {
    const int at = open.back();
    open.pop_back();
    if (const auto* reply = view_.of_post(at, now))
      below.push_back(reply);
    else
      continue;
    const auto& more = world_.posts[static_cast<std::size_t>(at)].replies;
    open.insert(open.end(), more.rbegin(), more.rend());
  }
  Json json;
  json.open_object().key("ancestors").open_array();
  for (auto one = above.rbegin(); one != above.rend(); ++one) entities_.status(json, **one, now);
  json.close_array().key("descendants").open_array();
  for (const auto* one : below) entities_.status(json, *one, now);
  return ok(std::move(json.close_array().close_object()));
}

}  // namespace clamor::simnet
