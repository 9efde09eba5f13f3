#pragma once
// Instants are UTC milliseconds everywhere; local time exists only where a person reads it (core/zone.hpp).

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace clamor {

using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;
using Millis = std::chrono::milliseconds;

// Reads an RFC 3339 date-time ("2020-04-20T09:00:00.123-05:00", "...Z"; fraction of any length, cut to
// milliseconds) or a bare date ("2020-04-20", midnight UTC). Empty when it is neither or no such day exists.
std::optional<UtcTime> parse_rfc3339(std::string_view text);

// "2020-04-20T14:00:00.123Z"; the fraction is left out when it is zero.
std::string to_rfc3339(UtcTime time);

// "90s", "10m", "12h", "7d", "2w". Empty when it is not a positive number with one of these units.
std::optional<Millis> parse_duration(std::string_view text);

// Both clocks of the world, injected so that tests own time. Implementations are safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual UtcTime now() const = 0;        // what a calendar says; may jump
  virtual Millis monotonic() const = 0;   // since some start; never goes back; all waiting uses this one
};

// The real one.
class SystemClock final : public Clock {
 public:
  UtcTime now() const override;
  Millis monotonic() const override;
};

}  // namespace clamor
