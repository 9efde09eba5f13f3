#include "simnet/simnet.hpp"

#include <stdexcept>

#include "simnet/bluesky_api.hpp"
#include "simnet/config_file.hpp"
#include "simnet/faults.hpp"
#include "simnet/http_server.hpp"
#include "simnet/mastodon_api.hpp"
#include "simnet/truth.hpp"

namespace clamor::simnet {
namespace {

constexpr int token_uses_when_expiring = 5;

std::string url_of(std::uint16_t port) {
  return "http://127.0.0.1:" + std::to_string(port);
}

void check(const Options& options) {
  if (options.days < 1 || options.days > 366) throw std::runtime_error("the simulated days must be 1 to 366");
  if (options.servers < 1 || options.servers > 9)
    throw std::runtime_error("the Mastodon servers must be 1 to 9");
  if (options.folder.empty()) throw std::runtime_error("the simulated network needs a folder for its config");
  if (options.port_base > 65535 - options.servers - 2)
    throw std::runtime_error("the ports would go past 65535");
}

WorldSize size_of(const Options& options) {
  const UtcTime now = std::chrono::floor<Millis>(std::chrono::system_clock::now());
  return {options.seed, options.days, options.servers, options.end.value_or(now), options.live};
}

}  // namespace

struct Network::Parts {
  explicit Parts(const Options& options)
      : live(options.live),
        faults(checked_faults(options.faults)),
        world(make_world(size_of(options))),
        id("simnet-seed" + std::to_string(options.seed) + "-" + std::to_string(options.days) + "d"),
        started(std::chrono::steady_clock::now()) {
    std::uint16_t wanted = options.port_base;
    const auto next_port = [&] { return http.bind(wanted == 0 ? wanted : wanted++); };
    for (Home home = 0; home <= world.bluesky(); ++home) ports.push_back(next_port());
    truth_port = next_port();
    for (const std::uint16_t port : ports) urls.push_back(url_of(port));
    for (Home home = 0; home < world.servers; ++home) views.emplace_back(world, home);
    mastodons.reserve(views.size());  // handlers keep their address
    for (Home home = 0; home < world.servers; ++home)
      mastodons.emplace_back(world, views, urls, home,
                             MastodonApi::Habits{faults.contains("closed-feed") && home == world.servers - 1,
                                                 faults.contains("short-pages")});
    bluesky = std::make_unique<BlueskyApi>(
        world, urls.back(),
        BlueskyApi::Habits{faults.contains("token-expiry") ? token_uses_when_expiring : 0,
                           faults.contains("short-pages")});
    guards.assign(views.size(), Guard(Guard::Dialect::mastodon, faults));
    guards.emplace_back(Guard::Dialect::bluesky, faults);
    truth = std::make_unique<Truth>(Truth{world, mastodons, *bluesky, urls, id});
    config = write_config(world, id, urls, bluesky->account(), options.folder);
    connect();
  }

  // The simulated present: it stands still unless the world is live.
  UtcTime now() const {
    if (!live) return world.end;
    return world.end + std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - started);
  }

  Response answer(Home home, const Request& request) {
    const auto wall = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    Guard& guard = guards[static_cast<std::size_t>(home)];
    std::optional<Response> trouble = guard.instead(wall);
    Response response = trouble ? std::move(*trouble)
                        : home == world.bluesky()
                            ? bluesky->handle(request, now())
                            : mastodons[static_cast<std::size_t>(home)].handle(request, now());
    guard.finish(response, wall);
    return marked(std::move(response));
  }

  Response tell_truth(const Request& request) const {
    Response response;
    if (request.path == "/truth") {
      response.body = truth->summary(now());
    } else if (request.path == "/truth/posts") {
      response.content_type = "application/jsonl; charset=utf-8";
      response.body = truth->posts_jsonl(now());
    } else {
      response = mastodon_error(404, "There are /truth and /truth/posts");
    }
    return marked(std::move(response));
  }

  // Nothing leaves here without saying that it is simulated.
  Response marked(Response response) const {
    response.headers.emplace_back("X-Clamor-Simulated", id);
    return response;
  }

  void connect() {
    for (Home home = 0; home <= world.bluesky(); ++home)
      http.on_request(ports[static_cast<std::size_t>(home)],
                      [this, home](const Request& request) { return answer(home, request); });
    http.on_request(truth_port, [this](const Request& request) { return tell_truth(request); });
  }

  bool live;
  Faults faults;
  World world;
  std::string id;
  std::chrono::steady_clock::time_point started;
  HttpServer http;
  std::vector<std::uint16_t> ports;
  std::uint16_t truth_port = 0;
  std::vector<std::string> urls;
  std::vector<ServerView> views;
  std::vector<MastodonApi> mastodons;
  std::unique_ptr<BlueskyApi> bluesky;
  std::vector<Guard> guards;
  std::unique_ptr<Truth> truth;
  std::filesystem::path config;
};

Network::Network(const Options& options) {
  check(options);
  parts_ = std::make_unique<Parts>(options);
}

Network::~Network() = default;

std::vector<Endpoint> Network::endpoints() const {
  std::vector<Endpoint> all;
  for (Home home = 0; home <= parts_->world.bluesky(); ++home)
    all.push_back({home == parts_->world.bluesky() ? "bluesky" : "mastodon",
                   parts_->urls[static_cast<std::size_t>(home)]});
  return all;
}

std::string Network::announcement() const {
  Json json;
  json.open_object()
      .field("config", parts_->config.string())
      .field("truth", url_of(parts_->truth_port) + "/truth")
      .key("servers")
      .open_array();
  for (const Endpoint& one : endpoints())
    json.open_object().field("kind", one.kind).field("url", one.url).close_object();
  json.close_array().key("tags").open_array();
  for (const std::string_view tag : tracked_tags) json.value(tag);
  return json.close_array().field("end", to_rfc3339(parts_->world.end)).close_object().take();
}

std::string Network::truth_json() const {
  return parts_->truth->summary(parts_->now());
}

void Network::serve(std::stop_token stop) {
  parts_->http.serve(std::move(stop));
}

}  // namespace clamor::simnet
