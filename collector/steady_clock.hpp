#pragma once
// A calendar that a jump of the machine's own does not move, until a server's Date says that the jump was
// right: what is covered and what is missed is told by time, and must not be told by a wrong one.

#include <chrono>
#include <optional>

#include "collector/net/headers.hpp"
#include "core/time.hpp"

namespace clamor::collector {

// What a server's clock said when it answered; empty when it did not say or a cache answered for it.
inline std::optional<UtcTime> time_there(const net::HttpResponse& response) {
  if (!response.header("age").empty()) return std::nullopt;
  return net::parse_http_date(response.header("date"));
}

class SteadyClock final : public Clock {
 public:
  explicit SteadyClock(const Clock& clock)
      : clock_(clock), anchor_(clock.now()), anchored_at_(clock.monotonic()) {}

  UtcTime now() const override { return anchor_ + (clock_.monotonic() - anchored_at_); }
  Millis monotonic() const override { return clock_.monotonic(); }

  // What a server said the time is, just now.
  void heard(UtcTime server) {
    static constexpr Millis small = std::chrono::seconds{60};
    const UtcTime machine = clock_.now(), ours = now();
    const auto apart = [](UtcTime a, UtcTime b) { return std::chrono::abs(a - b) > small; };
    if (!apart(machine, ours) || apart(machine, server) || !apart(ours, server)) return;
    anchor_ = machine;
    anchored_at_ = clock_.monotonic();
  }

 private:
  const Clock& clock_;
  UtcTime anchor_;
  Millis anchored_at_;
};

}  // namespace clamor::collector
