// The timeline of a hashtag: which posts are on a page, and where the next one begins.

#include <algorithm>

#include "core/text.hpp"
#include "simnet/mastodon_api.hpp"
#include "simnet/parameters.hpp"

namespace clamor::simnet {
namespace {

constexpr std::size_t most_names = 4;  // any[], all[] and none[] are cut to that many
constexpr std::size_t odd_server_limit = 30;

std::vector<std::string> keys_in(const Request& request, std::string_view name) {
  std::vector<std::string> found;
  for (const std::string& one : request.all(name))
    if (found.size() < most_names) found.push_back(hashtag_key(one));
  return found;
}

// As a fork answers that has one status for everything it does not like.
Response invalid_parameter() {
  Response response;
  response.status = 401;
  response.body = Json()
                      .open_object()
                      .key("error")
                      .open_object()
                      .field("code", "INVALID_PARAM")
                      .field("message", "Invalid param: limit")
                      .field("kind", "client")
                      .close_object()
                      .close_object()
                      .take();
  return response;
}

struct Query {
  std::vector<std::string> any, all, none;
  bool local = false, remote = false, only_media = false, forward = false;
  std::uint64_t below = 0, above = 0;
  std::size_t limit = 20;
};

Query query_of(const Request& request, const std::string& tag) {
  Query query{keys_in(request, "any[]"), keys_in(request, "all[]"), keys_in(request, "none[]")};
  if (query.any.size() == most_names) query.any.pop_back();  // the tag of the path counts
  query.any.push_back(hashtag_key(tag));
  query.local = yes(request, "local");
  query.remote = yes(request, "remote");
  query.only_media = yes(request, "only_media");
  query.forward = request.has("min_id");
  query.below = request.has("max_id") ? number_in(request.one("max_id")) : ~std::uint64_t{0};
  query.above = number_in(request.one(query.forward ? "min_id" : "since_id"));
  query.limit = limit_in(request, 20, 40);
  return query;
}

}  // namespace

bool MastodonApi::shows(const ServerView::Known& known, const std::string& key, UtcTime now) const {
  const Post& post = around_.post(known.post);
  return known.arrived <= now && !gone(post, now) && !post.unlisted && tagged(post, key, now);
}

bool MastodonApi::lists(int post, std::string_view tag, UtcTime now) const {
  const std::string key = hashtag_key(tag);
  const auto* known = view().of_post(post, now);
  if (!known || habits_.closed_feed || declared_tags(world(), post, now).empty()) return false;
  return shows(*known, key, now) && !hides(around_, habits_, post);
}

Response MastodonApi::tag_timeline(const Request& request, const std::string& tag, UtcTime now) const {
  if (habits_.closed_feed) return mastodon_error(401, "This method requires an authenticated user");
  const Query query = query_of(request, tag);
  if (habits_.odd_401 && query.limit > odd_server_limit) return invalid_parameter();

  std::vector<std::uint32_t> places;
  for (const std::string& key : query.any)
    for (const std::uint32_t place : view().tagged(key))
      if (shows(view().in_order()[place], key, now)) places.push_back(place);
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());

  std::vector<const ServerView::Known*> page;
  const auto consider = [&](std::uint32_t place) {
    const auto& known = view().in_order()[place];
    const Post& post = around_.post(known.post);
    const bool here = around_.lives_here(known.post);
    if (known.id >= query.below || known.id <= query.above) return;
    if ((query.local && !here) || (query.remote && here) || (query.only_media && post.images == 0)) return;
    const auto has = [&](const std::string& key) { return tagged(post, key, now); };
    if (!std::all_of(query.all.begin(), query.all.end(), has) ||
        std::any_of(query.none.begin(), query.none.end(), has))
      return;
    page.push_back(&known);
  };
  if (query.forward) {  // the page just above min_id, still newest first
    for (auto place = places.begin(); place != places.end() && page.size() < query.limit; ++place)
      consider(*place);
    std::reverse(page.begin(), page.end());
  } else {
    for (auto place = places.rbegin(); place != places.rend() && page.size() < query.limit; ++place)
      consider(*place);
  }

  std::string next, previous;
  if (!page.empty()) {
    next = std::to_string(page.back()->id);
    previous = std::to_string(page.front()->id);
  }
  if (habits_.short_pages && !page.empty()) {
    if (query.forward) {
      page.erase(page.begin(), page.end() - static_cast<std::ptrdiff_t>((page.size() + 1) / 2));
      previous = std::to_string(page.front()->id);
    } else if (page.front()->id % 3 == 0 && query.below != page.front()->id + 1) {
      next = std::to_string(page.front()->id + 1);  // nothing to see here, but go on
      page.clear();
    } else {
      page.resize((page.size() + 1) / 2);
      next = std::to_string(page.back()->id);
    }
  }
  std::erase_if(page, [&](const auto* known) { return hides(around_, habits_, known->post); });

  Json json;
  json.open_array();
  for (const auto* known : page) entities_.status(json, *known, now);
  Response response = mastodon_answer(std::move(json.close_array()));
  if (!next.empty() && !habits_.no_link)
    response.headers.emplace_back("link", links(request, tag, next, previous));
  return response;
}

std::string MastodonApi::links(const Request& request, const std::string& tag, const std::string& next,
                               const std::string& previous) const {
  const std::string base = around_.url() + "/api/v1/timelines/tag/" + percent_encoded(tag) + "?";
  const auto link = [&](const std::string& bound, const char* rel) {
    std::string parameters;  // in alphabetical order, as Rails writes them; only these are repeated
    const auto add = [&](const std::string& part) { parameters += (parameters.empty() ? "" : "&") + part; };
    if (request.has("limit")) add("limit=" + std::to_string(limit_in(request, 20, 40)));
    if (request.has("local")) add("local=" + percent_encoded(request.one("local")));
    add(bound);
    if (request.has("only_media")) add("only_media=" + percent_encoded(request.one("only_media")));
    return "<" + base + parameters + ">; rel=\"" + rel + "\"";
  };
  return link("max_id=" + next, "next") + ", " + link("min_id=" + previous, "prev");
}

}  // namespace clamor::simnet
