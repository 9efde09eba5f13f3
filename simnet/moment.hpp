#pragma once
// Times as the platforms write them.

#include <string>

#include "core/time.hpp"

namespace clamor::simnet {

std::string iso_millis(UtcTime at);  // "2025-07-17T16:57:57.865Z", the fraction always there
std::string iso_day(UtcTime at);     // "2025-07-17"
std::string iso_micros(std::chrono::sys_time<std::chrono::microseconds> at);
std::string iso_with_offset(UtcTime at, std::chrono::hours offset);  // "2025-07-17T10:57:57.865-06:00"
std::string http_date(UtcTime at);                                   // "Thu, 17 Jul 2025 16:57:57 GMT"

}  // namespace clamor::simnet
