#include "simnet/faults.hpp"

#include <algorithm>
#include <stdexcept>

#include "simnet/bluesky_session.hpp"
#include "simnet/mastodon_api.hpp"
#include "simnet/moment.hpp"
#include "simnet/simnet.hpp"

namespace clamor::simnet {
namespace {

constexpr auto window_length = std::chrono::seconds(300);
constexpr long storm_every = 7, html_every = 11;
constexpr Millis slowness{200};

Response proxy_page(Guard::WallTime now) {
  Response response;
  response.status = 503;
  response.content_type = "text/html";
  const auto later = std::chrono::floor<Millis>(now) + std::chrono::seconds(1);
  response.headers = {{"retry-after", "1"}, {"retry-after", http_date(later)}};
  response.body =
      "<!DOCTYPE html><html><head><title>503 Service Unavailable</title></head>"
      "<body><h1>Service Unavailable</h1><p>SIMULADO</p></body></html>";
  return response;
}

}  // namespace

const std::vector<std::string>& known_faults() {
  static const std::vector<std::string> names{"closed-feed", "storm",       "slow",
                                              "html-error",  "short-pages", "token-expiry"};
  return names;
}

Faults checked_faults(const std::vector<std::string>& names) {
  const auto& known = known_faults();
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string list;
    for (const std::string& one : known) list += (list.empty() ? "" : ", ") + one;
    throw std::runtime_error("unknown fault \"" + name + "\"; there are: " + list);
  }
  return {names.begin(), names.end()};
}

std::optional<Response> Guard::instead(WallTime now) {
  const long window = now.time_since_epoch() / window_length;
  if (window != window_) used_ = 0;
  window_ = window;
  ++requests_;
  const auto too_many = [&] {
    return dialect_ == Dialect::mastodon ? mastodon_error(429, "Too many requests")
                                         : bluesky_error(429, "RateLimitExceeded", "Rate Limit Exceeded");
  };
  if (used_ >= limit_) return too_many();
  ++used_;
  if (faults_.contains("storm") && requests_ % storm_every == 0) {
    Response response = too_many();
    response.headers.emplace_back("retry-after", "1");
    return response;
  }
  if (faults_.contains("html-error") && requests_ % html_every == 0) return proxy_page(now);
  return std::nullopt;
}

void Guard::finish(Response& response, WallTime now) const {
  if (faults_.contains("slow")) response.delay = slowness;
  // An overloaded server, or a proxy before it, says when to come back and knows nothing of limits.
  const auto says_when = [](const auto& header) { return header.first == "retry-after"; };
  if (std::any_of(response.headers.begin(), response.headers.end(), says_when)) return;
  const auto reset = now + (window_length - now.time_since_epoch() % window_length);
  const std::string limit = std::to_string(limit_), left = std::to_string(std::max(0, limit_ - used_));
  if (dialect_ == Dialect::mastodon) {
    // The window's end, with the microseconds of the moment of asking, as the original has it.
    const auto micros = now.time_since_epoch() % std::chrono::seconds(1);
    response.headers.emplace_back("x-ratelimit-limit", limit);
    response.headers.emplace_back("x-ratelimit-remaining", left);
    response.headers.emplace_back("x-ratelimit-reset",
                                  iso_micros(std::chrono::floor<std::chrono::seconds>(reset) + micros));
  } else {
    response.headers.emplace_back("ratelimit-limit", limit);
    response.headers.emplace_back("ratelimit-remaining", left);
    response.headers.emplace_back(
        "ratelimit-reset",
        std::to_string(std::chrono::floor<std::chrono::seconds>(reset).time_since_epoch().count()));
    response.headers.emplace_back("ratelimit-policy", limit + ";w=300");
  }
}

}  // namespace clamor::simnet
