#include "simnet/guard.hpp"

#include <algorithm>

#include "simnet/moment.hpp"
#include "simnet/random.hpp"

namespace clamor::simnet {
namespace {

using WallTime = Guard::WallTime;
constexpr auto window_length = std::chrono::seconds(300);

WallTime end_of_window(WallTime wall) {
  return wall + (window_length - wall.time_since_epoch() % window_length);
}

std::string in_seconds(WallTime wall) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(wall).time_since_epoch().count());
}

// A proxy before the server, which says twice when to come back: in seconds and as a date.
Response proxy_page(WallTime wall) {
  Response response;
  response.status = 503;
  response.content_type = "text/html";
  const auto later = std::chrono::floor<Millis>(wall) + std::chrono::seconds(1);
  response.headers = {{"retry-after", "1"}, {"retry-after", http_date(later)}};
  response.body =
      "<!DOCTYPE html><html><head><title>503 Service Unavailable</title></head>"
      "<body><h1>Service Unavailable</h1><p>SIMULADO</p></body></html>";
  return response;
}

Response no_answer(Outage::Manner manner) {
  Response response;
  response.status = 503;
  response.content_type = "text/html";
  response.body = "<!DOCTYPE html><h1>Service Unavailable</h1><p>SIMULADO</p>";
  if (manner == Outage::Manner::refuses) response.manner = Response::Manner::hang_up;
  if (manner == Outage::Manner::silent) response.manner = Response::Manner::silent;
  return response;
}

}  // namespace

std::vector<Outage> outages_of(const World& world, Home home, int count) {
  std::vector<Outage> outages;
  Random random(mixed(world.seed, 30, static_cast<std::uint64_t>(home)));
  const Millis slot = (world.horizon - world.end) / std::max(1, count);
  for (int place = 0; place < count && slot.count() > 0; ++place) {
    const auto part = [&](double from, double to) {
      const double share = from + (to - from) * random.uniform();
      return Millis(static_cast<std::int64_t>(share * static_cast<double>(slot.count())));
    };
    const UtcTime from = world.end + place * slot + part(0.1, 0.5);
    outages.push_back({from, from + part(0.05, 0.3), static_cast<Outage::Manner>(place % 3)});
  }
  return outages;
}

// Mastodon names the window's end as a date, the others in seconds.
void Guard::announce(Response& response, int left, WallTime end) const {
  const std::string prefix = kind_ == Kind::bluesky ? "ratelimit-" : "x-ratelimit-";
  response.headers.emplace_back(prefix + "limit", std::to_string(orders_.limit));
  response.headers.emplace_back(prefix + "remaining", std::to_string(left));
  response.headers.emplace_back(prefix + "reset",
                                kind_ == Kind::mastodon ? iso_micros(end) : in_seconds(end));
}

// Of too many requests Mastodon names the end of the window, PeerTube and newer Misskeys also how long to
// wait.
Response Guard::too_many(WallTime wall) const {
  Response response = server_->error(429, "Too many requests");
  if (kind_ == Kind::misskey || kind_ == Kind::peertube)
    response.headers.emplace_back(
        "retry-after",
        std::to_string(std::chrono::ceil<std::chrono::seconds>(end_of_window(wall) - wall).count()));
  return response;
}

// In turn: seconds to wait, a date, or nothing but the headers of the limit.
Response Guard::storm(WallTime wall) {
  Response response = server_->error(429, "Too many requests");
  const auto soon = std::chrono::ceil<std::chrono::seconds>(wall) + std::chrono::seconds(1);
  allowed_from_ = soon;
  const bool has_limit_headers = kind_ == Kind::mastodon || kind_ == Kind::bluesky;
  switch (storms_++ % 3) {
    case 1:
      response.headers.emplace_back("retry-after", http_date(soon));
      break;
    case 2:
      if (has_limit_headers) {
        announce(response, 0, soon);
        break;
      }
      [[fallthrough]];
    default:
      allowed_from_ = wall + std::chrono::seconds(1);
      response.headers.emplace_back("retry-after", "1");
  }
  return response;
}

std::optional<Response> Guard::instead(UtcTime now, WallTime wall) {
  const long window = wall.time_since_epoch() / window_length;
  if (window != window_) used_ = 0;
  window_ = window;
  ++requests_;
  early_ += wall < allowed_from_;
  for (const Outage& outage : orders_.outages)
    if (now >= outage.from && now < outage.to) return no_answer(outage.manner);
  const bool starting = requests_ <= orders_.starting_requests;
  if (!starting && used_ >= orders_.limit) {
    allowed_from_ = end_of_window(wall);
    return too_many(wall);
  }
  ++used_;
  if (every(orders_.storm_every)) return storm(wall);
  if (starting || every(orders_.html_every)) {
    allowed_from_ = std::chrono::floor<std::chrono::seconds>(wall) + std::chrono::seconds(1);
    return proxy_page(wall);
  }
  return std::nullopt;
}

bool Guard::out_of_order(UtcTime now) const {
  return std::ranges::any_of(orders_.outages,
                             [&](const Outage& outage) { return now >= outage.from && now < outage.to; });
}

bool Guard::breaks_streams(UtcTime now) const {
  if (out_of_order(now) || orders_.streams_stand.count() == 0) return out_of_order(now);
  return (now.time_since_epoch() / orders_.streams_stand) % 2 == 1;
}

void Guard::finish(Response& response, WallTime wall) {
  if (response.manner == Response::Manner::whole) response.delay = orders_.slowness;
  if (every(orders_.drip_every) && response.status == 200) response.manner = Response::Manner::dripping;
  // An overloaded server, or a proxy before it, says when to come back and knows nothing of limits.
  for (const auto& [name, value] : response.headers)
    if (name == "retry-after" || name.ends_with("ratelimit-reset")) return;
  if (kind_ != Kind::mastodon && kind_ != Kind::peertube && kind_ != Kind::bluesky) return;
  WallTime end = end_of_window(wall);
  // Mastodon's comes with the microseconds of the moment of asking, as the original has it.
  if (kind_ == Kind::mastodon) end += wall.time_since_epoch() % std::chrono::seconds(1);
  announce(response, std::max(0, orders_.limit - used_), end);
  if (used_ >= orders_.limit) allowed_from_ = end_of_window(wall);
  if (kind_ == Kind::bluesky)
    response.headers.emplace_back("ratelimit-policy", std::to_string(orders_.limit) + ";w=300");
}

}  // namespace clamor::simnet
