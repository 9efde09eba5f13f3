#pragma once
// The troubles a server can be told to have, and the accounting of its rate limit. One guard per server.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "simnet/http.hpp"

namespace clamor::simnet {

using Faults = std::set<std::string, std::less<>>;

// Throws std::runtime_error naming the fault it does not know and those there are.
Faults checked_faults(const std::vector<std::string>& names);

// Counts requests in windows of five minutes, as the platforms do, and adds the headers that say so.
class Guard {
 public:
  enum class Dialect { mastodon, bluesky };
  Guard(Dialect dialect, const Faults& faults, int limit = 30'000)
      : dialect_(dialect), faults_(faults), limit_(limit) {}

  using WallTime = std::chrono::sys_time<std::chrono::microseconds>;
  // An answer that stands in for the real one: too many requests, or a fault. Counts the request.
  std::optional<Response> instead(WallTime now);
  // Puts the rate limit's headers, and a slow server's delay, on any answer.
  void finish(Response& response, WallTime now) const;

 private:
  Dialect dialect_;
  Faults faults_;
  int limit_;
  long requests_ = 0;  // ever
  long window_ = 0;    // number of the current one
  int used_ = 0;       // in it
};

}  // namespace clamor::simnet
