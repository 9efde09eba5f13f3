#include "simnet/simnet.hpp"

#include <stdexcept>

#include "simnet/config_file.hpp"
#include "simnet/fleet.hpp"
#include "simnet/http_server.hpp"
#include "simnet/json.hpp"

namespace clamor::simnet {
namespace {

constexpr int most_servers = 512;

std::string url_of(std::uint16_t port) {
  return "http://127.0.0.1:" + std::to_string(port);
}

void check(const Options& options) {
  if (options.days < 1 || options.days > 366) throw std::runtime_error("the simulated days must be 1 to 366");
  if (options.servers < 2 || options.servers > most_servers)
    throw std::runtime_error("the simulated servers must be 2 to " + std::to_string(most_servers));
  if (options.pace < 60 || options.pace > 100'000)
    throw std::runtime_error("the pace of a live world must be 60 to 100000");
  if (options.folder.empty()) throw std::runtime_error("the simulated network needs a folder for its config");
  if (options.port_base > 65535 - options.servers - 1)
    throw std::runtime_error("the ports would go past 65535");
}

Design design_of(const Options& options, UtcTime now) {
  Design design{options.seed, options.days, options.servers, options.posts, options.end.value_or(now)};
  design.live = options.live;
  design.pace = options.pace;
  design.faults = Faults(options.faults);
  return design;
}

}  // namespace

struct Network::Parts {
  explicit Parts(const Options& options) : live(options.live), started(clock.monotonic()) {
    std::uint16_t wanted = options.port_base;
    const auto next_port = [&] { return http.bind(wanted == 0 ? wanted : wanted++); };
    std::vector<std::string> urls;
    for (int server = 0; server < options.servers; ++server)
      urls.push_back(url_of(ports.emplace_back(next_port())));
    truth_port = next_port();
    const std::string id =
        "simnet-seed" + std::to_string(options.seed) + "-" + std::to_string(options.days) + "d";
    mark = id;
    fleet = std::make_unique<Fleet>(design_of(options, clock.now()), urls, id);
    config =
        write_config(fleet->world(), id, urls, fleet->bluesky().account(), options.streams, options.folder);
    connect();
  }

  // The simulated present: it stands still unless the world is live.
  UtcTime now() const {
    const UtcTime end = fleet->world().end;
    return live ? end + (clock.monotonic() - started) : end;
  }

  Response answer(Home home, const Request& request) {
    const auto wall = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    return marked(fleet->answer(home, request, now(), wall));
  }

  Response tell_truth(const Request& request) const {
    Response response;
    if (request.path == "/truth") {
      std::vector<UtcTime> reads;
      for (const std::string& moment : request.all("read"))
        if (const auto at = parse_rfc3339(moment)) reads.push_back(*at);
      response.body = fleet->truth().summary(now(), std::move(reads));
    } else if (request.path == "/truth/posts") {
      response.content_type = "application/jsonl; charset=utf-8";
      response.body = fleet->truth().posts_jsonl(now());
    } else {
      response.status = 404;
      response.body = R"({"error":"There are /truth and /truth/posts"})";
    }
    return marked(std::move(response));
  }

  // Nothing leaves here without saying that it is simulated.
  Response marked(Response response) const {
    response.headers.emplace_back("X-Clamor-Simulated", mark);
    return response;
  }

  void connect() {
    for (std::size_t home = 0; home < ports.size(); ++home)
      http.on_request(ports[home], [this, home](const Request& request) {
        return answer(static_cast<Home>(home), request);
      });
    http.on_request(truth_port, [this](const Request& request) { return tell_truth(request); });
  }

  SystemClock clock;
  bool live;
  Millis started;
  HttpServer http{[this] { return now(); }};
  std::vector<std::uint16_t> ports;
  std::uint16_t truth_port = 0;
  std::string mark;
  std::unique_ptr<Fleet> fleet;
  std::filesystem::path config;
};

Network::Network(const Options& options) {
  check(options);
  parts_ = std::make_unique<Parts>(options);
}

Network::~Network() = default;

std::vector<Endpoint> Network::endpoints() const {
  std::vector<Endpoint> all;
  const World& world = parts_->fleet->world();
  for (Home home = 0; home <= world.bluesky(); ++home)
    all.push_back(
        {std::string(kind_name(world.kind(home))), parts_->fleet->urls()[static_cast<std::size_t>(home)]});
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
  return json.close_array().field("end", to_rfc3339(parts_->fleet->world().end)).close_object().take();
}

std::string Network::truth_json() const {
  return parts_->fleet->truth().summary(parts_->now());
}

void Network::serve(std::stop_token stop) {
  parts_->http.serve(std::move(stop));
}

}  // namespace clamor::simnet
