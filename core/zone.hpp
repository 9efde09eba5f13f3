#pragma once
// Days are the campaign's days. Rules come from the system's tz database (package tzdata), never from ICU:
// Debian's ICU still gives Mexico City summer time after 2022.

#include <optional>
#include <string>
#include <string_view>

#include "core/interval.hpp"
#include "core/time.hpp"

namespace clamor {

// An IANA time zone. Cheap to copy; safe from any thread.
class Zone {
 public:
  // Empty when the tz database has no such name.
  static std::optional<Zone> find(std::string_view name);
  static Zone utc();

  std::string_view name() const;
  Millis offset_at(UtcTime time) const;  // local minus UTC

  // Wall-clock fields as if they were UTC: for formatting only.
  UtcTime to_local(UtcTime time) const { return time + offset_at(time); }
  // First instant whose wall clock reads `local`; inside a spring gap the instant the gap ends.
  UtcTime from_local(UtcTime local) const;

  // The local calendar day that holds `time`: 23, 24 or 25 hours long.
  Interval day_of(UtcTime time) const;

 private:
  explicit Zone(const void* zone) : zone_(zone) {}
  const void* zone_;  // date::time_zone, owned by the process-wide database
};

}  // namespace clamor
