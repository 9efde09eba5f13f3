#pragma once
// Numbers and dates as people of the campaign write them: es-MX ("12,846", "12.8 k", "12.3%", "vie 4 sep")
// and en-US, by ICU; local time is made by core/zone.hpp and handed over as if it were UTC. No-break spaces
// where they belong, real minus sign. The language is the one of tr.hpp.

#include <cstdint>
#include <string>

#include "core/interval.hpp"
#include "core/zone.hpp"

namespace clamor::i18n {

std::string number(std::int64_t value);   // 12,846
std::string compact(std::int64_t value);  // 12.8 k, 2.4 M
std::string decimal(double value, int digits);
std::string percent(double ratio, int digits = 1);         // 0.123 -> 12.3%
std::string signed_percent(double ratio, int digits = 1);  // +12.3% / −4.0%

enum class DateStyle {
  day,      // 17 nov · Nov 17
  weekday,  // mar 17 nov · Tue, Nov 17
  full,     // mar 17 nov 2026 · Tue, Nov 17, 2026
  time,     // 13:20
  moment,   // mar 17 nov, 13:20
  month,    // nov 2026
};
std::string date(UtcTime time, const Zone& zone, DateStyle style);
std::string date_range(Interval window, const Zone& zone);  // 25 oct – 23 nov 2026 · Oct 25 – Nov 23, 2026
std::string duration(Millis length);                        // 31 h, 5 min, 3 d
std::string bytes(std::int64_t size);

}  // namespace clamor::i18n
