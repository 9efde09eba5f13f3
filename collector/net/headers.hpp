#pragma once
// What the headers of an answer mean. Pure; safe from any thread; never throws on what a server wrote.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/net/http.hpp"
#include "core/time.hpp"

namespace clamor::net {

// One entry of a Link header (RFC 8288): parameter names in lower case, quotes taken off.
struct Link {
  std::string target;  // as written; may be relative
  std::map<std::string, std::string> params;
  bool has_rel(std::string_view rel) const;
};
std::vector<Link> parse_link(std::string_view value);
// First target with that relation over all Link headers of the answer.
std::optional<std::string> link_target(const HttpResponse& response, std::string_view rel);

// The three forms of RFC 9110 5.6.7. Empty when it is none or no such instant exists.
std::optional<UtcTime> parse_http_date(std::string_view text);

// The server's own Date when it gives one, else `now`: what its other dates are read against.
UtcTime server_now(const HttpResponse& response, UtcTime now);

// Seconds or a date, read against the server's clock; of several headers the longest. Never negative.
std::optional<Millis> retry_after(const HttpResponse& response, UtcTime now);

// An announced limit: X-RateLimit-* (reset as a date, unix seconds or seconds), RateLimit-Limit and its
// siblings, or the draft's RateLimit field with RateLimit-Policy. What was not said is empty.
struct RateLimit {
  std::optional<long long> limit, remaining;
  std::optional<Millis> reset_in;  // never negative
  std::optional<Millis> window;    // only a policy tells it
};
RateLimit rate_limit(const HttpResponse& response, UtcTime now);

}  // namespace clamor::net
