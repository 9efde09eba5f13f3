#include "core/zone.hpp"

#include <date/tz.h>

#include <stdexcept>

namespace clamor {
namespace {
const date::time_zone* zone_of(const void* pointer) { return static_cast<const date::time_zone*>(pointer); }
}  // namespace

std::optional<Zone> Zone::find(std::string_view name) {
  try {
    return Zone{date::locate_zone(std::string(name))};
  } catch (const std::runtime_error&) {  // the library's way to say "unknown"
    return {};
  }
}

Zone Zone::utc() { return Zone{date::locate_zone("Etc/UTC")}; }

std::string_view Zone::name() const { return zone_of(zone_)->name(); }

Millis Zone::offset_at(UtcTime time) const { return zone_of(zone_)->get_info(time).offset; }

UtcTime Zone::from_local(UtcTime local) const {
  const date::local_time<Millis> wall{local.time_since_epoch()};
  const auto info = zone_of(zone_)->get_info(wall);
  if (info.result == date::local_info::nonexistent) return UtcTime{info.first.end};
  return UtcTime{local.time_since_epoch()} - info.first.offset;
}

Interval Zone::day_of(UtcTime time) const {
  const auto local_day = std::chrono::floor<std::chrono::days>(to_local(time));
  return {from_local(UtcTime{local_day}), from_local(UtcTime{local_day + std::chrono::days{1}})};
}

}  // namespace clamor
