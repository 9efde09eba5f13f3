#include "simnet/fleet.hpp"

#include <stdexcept>

#include "simnet/lemmy_api.hpp"
#include "simnet/mastodon_api.hpp"
#include "simnet/misskey_api.hpp"
#include "simnet/peertube_api.hpp"

namespace clamor::simnet {
namespace {

World world_of(const Design& design) {
  const auto share = [&](std::string_view fault) { return design.faults.amount(fault) / 100.0; };
  WorldSize size;
  size.seed = design.seed;
  size.days = design.days;
  size.kinds = kinds_of(design.servers);
  size.end = design.end;
  size.live = design.live;
  size.pace = design.pace;
  size.posts = design.posts;
  size.edited = share("edits");
  size.deleted = share("deletions");
  size.late = share("late");
  size.opted_out = share("opt-outs");
  return make_world(size);
}

std::vector<ServerView> views_of(const World& world) {
  std::vector<ServerView> views;
  for (Home home = 0; home < world.bluesky(); ++home) views.emplace_back(world, home);
  return views;
}

// Without a server's name the feed of the last Mastodon server is closed, and not all of them.
bool closed(const Faults& faults, const World& world, Home home) {
  const std::string name = server_name(world.kind(home), home);
  if (faults.on("closed-feed", name) && !faults.on("closed-feed")) return true;
  if (!faults.on("closed-feed")) return false;
  for (Home later = home + 1; later < world.bluesky(); ++later)
    if (world.kind(later) == Kind::mastodon) return false;
  return world.kind(home) == Kind::mastodon;
}

Habits habits_of(const Faults& faults, const World& world, Home home) {
  const std::string name = server_name(world.kind(home), home);
  Habits habits;
  habits.closed_feed = closed(faults, world, home);
  habits.short_pages = faults.on("short-pages", name);
  habits.no_link = faults.on("no-link", name);
  habits.odd_401 = faults.on("odd-401", name);
  habits.blocks = faults.on("blocks", name);
  habits.wrong_counts = faults.on("wrong-counts", name);
  habits.token_uses = faults.amount("token-expiry", name);
  return habits;
}

Guard::Orders orders_of(const Faults& faults, const World& world, Home home) {
  const std::string name = server_name(world.kind(home), home);
  Guard::Orders orders;
  if (faults.on("few-requests", name)) orders.limit = faults.amount("few-requests", name);
  orders.storm_every = faults.amount("storm", name);
  orders.html_every = faults.amount("html-error", name);
  orders.drip_every = faults.amount("drip", name);
  orders.starting_requests = faults.amount("starting-up", name);
  orders.slowness = Millis(faults.amount("slow", name));
  orders.streams_stand = std::chrono::seconds(faults.amount("stream-drop", name));
  orders.outages = outages_of(world, home, faults.amount("outages", name));
  return orders;
}

std::unique_ptr<Server> make_server(Kind kind, const Surroundings& around, const Habits& habits) {
  switch (kind) {
    case Kind::mastodon:
      return std::make_unique<MastodonApi>(around, habits);
    case Kind::misskey:
      return std::make_unique<MisskeyApi>(around, habits);
    case Kind::lemmy:
    case Kind::piefed:
      return std::make_unique<LemmyApi>(around, habits);
    case Kind::peertube:
      return std::make_unique<PeertubeApi>(around, habits);
    case Kind::bluesky:
      return std::make_unique<BlueskyApi>(around.world, around.url(), habits);
  }
  throw std::logic_error("a kind without a server");
}

// A stream ends when the server before it does.
Response while_it_stands(Response stream, const Guard& guard, UtcTime now) {
  if (guard.breaks_streams(now)) {
    Response response;
    response.status = 503;
    return response;
  }
  stream.news = [&guard, news = std::move(stream.news)](UtcTime at) {
    return guard.breaks_streams(at) ? std::nullopt : news(at);
  };
  return stream;
}

}  // namespace

std::vector<std::string> server_names(const World& world) {
  std::vector<std::string> names;
  for (Home home = 0; home <= world.bluesky(); ++home) names.push_back(server_name(world.kind(home), home));
  return names;
}

Fleet::Fleet(const Design& design, std::vector<std::string> urls, std::string id)
    : world_(world_of(design)),
      urls_(std::move(urls)),
      views_(views_of(world_)),
      addresses_(world_, views_, urls_),
      truth_{world_, addresses_, servers_, guards_, bluesky_, std::move(id)} {
  if (const auto name = design.faults.stranger(server_names(world_)); !name.empty())
    throw std::runtime_error("no server is called \"" + name + "\"");
  for (Home home = 0; home <= world_.bluesky(); ++home) {
    const Kind kind = world_.kind(home);
    servers_.push_back(make_server(kind, {world_, addresses_, home}, habits_of(design.faults, world_, home)));
    guards_.emplace_back(kind, *servers_.back(), orders_of(design.faults, world_, home));
  }
  bluesky_ = static_cast<const BlueskyApi*>(servers_.back().get());
}

Response Fleet::answer(Home home, const Request& request, UtcTime now, Guard::WallTime wall) {
  Guard& guard = guards_[static_cast<std::size_t>(home)];
  std::optional<Response> trouble = guard.instead(now, wall);
  Response response = trouble ? std::move(*trouble) : server(home).handle(request, now);
  if (response.news) response = while_it_stands(std::move(response), guard, now);
  guard.finish(response, wall);
  return response;
}

}  // namespace clamor::simnet
