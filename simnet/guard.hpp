#pragma once
// What stands before one server: outages, overload, and the accounting of its rate limit.

#include <optional>
#include <string>
#include <vector>

#include "simnet/faults.hpp"
#include "simnet/server.hpp"

namespace clamor::simnet {

// A time in which a server cannot be read: it hangs up, says nothing, or answers 503.
struct Outage {
  UtcTime from, to;
  enum class Manner { refuses, silent, unavailable } manner = Manner::refuses;
};

// `count` of them after the world's end, in its live time.
std::vector<Outage> outages_of(const World& world, Home home, int count);

// Counts requests in windows of five minutes, as the servers do, and adds the headers that say so.
class Guard {
 public:
  struct Orders {
    int limit = 30'000;  // requests in a window
    int storm_every = 0, html_every = 0, drip_every = 0, starting_requests = 0;
    Millis slowness{0};
    std::chrono::seconds streams_stand{0};  // so long, and are broken off as long; 0: for ever
    std::vector<Outage> outages{};
  };
  // `server` outlives the guard.
  Guard(Kind kind, const Server& server, Orders orders)
      : kind_(kind), server_(&server), orders_(std::move(orders)) {}

  using WallTime = std::chrono::sys_time<std::chrono::microseconds>;
  // An answer that stands in for the real one: too many requests, or a fault. Counts the request. `now` is
  // of the simulated world, `wall` of those who ask.
  std::optional<Response> instead(UtcTime now, WallTime wall);
  // Whether nobody can read the server now.
  bool out_of_order(UtcTime now) const;
  // Whether streams cannot be opened now, and open ones break off.
  bool breaks_streams(UtcTime now) const;
  // Puts the rate limit's headers, and a slow server's delay, on any answer.
  void finish(Response& response, WallTime wall);

  long requests() const { return requests_; }
  // Requests that came before the moment a refusal, or an answer that was the last of its window, had named.
  long early() const { return early_; }
  const std::vector<Outage>& outages() const { return orders_.outages; }

 private:
  Response too_many(WallTime wall) const;
  Response storm(WallTime wall);
  void announce(Response& response, int left, WallTime end) const;
  bool every(int count) const { return count > 0 && requests_ % count == 0; }

  Kind kind_;
  const Server* server_;
  Orders orders_;
  long requests_ = 0;  // ever
  long window_ = 0;    // number of the current one
  int used_ = 0;       // in it
  long storms_ = 0, early_ = 0;
  WallTime allowed_from_{};  // by the last refusal
};

}  // namespace clamor::simnet
