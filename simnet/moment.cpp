#include "simnet/moment.hpp"

#include <fmt/core.h>

#include <cstdlib>

namespace clamor::simnet {
namespace {

namespace chrono = std::chrono;

struct Fields {
  int year;
  unsigned month, day, weekday;
  std::int64_t hour, minute, second, micros;
};

Fields fields(chrono::sys_time<chrono::microseconds> at) {
  const auto midnight = chrono::floor<chrono::days>(at);
  const chrono::year_month_day date{midnight};
  const chrono::hh_mm_ss time{at - midnight};
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          chrono::weekday{midnight}.c_encoding(),
          time.hours().count(),
          time.minutes().count(),
          time.seconds().count(),
          time.subseconds().count()};
}

}  // namespace

std::string iso_millis(UtcTime at) {
  const Fields f = fields(at);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", f.year, f.month, f.day, f.hour, f.minute,
                     f.second, f.micros / 1000);
}

std::string iso_day(UtcTime at) {
  const Fields f = fields(at);
  return fmt::format("{:04}-{:02}-{:02}", f.year, f.month, f.day);
}

std::string iso_micros(chrono::sys_time<chrono::microseconds> at) {
  const Fields f = fields(at);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", f.year, f.month, f.day, f.hour, f.minute,
                     f.second, f.micros);
}

std::string iso_with_offset(UtcTime at, chrono::hours offset) {
  std::string text = iso_millis(at + offset);
  text.pop_back();
  const auto hours = offset.count();
  return text + fmt::format("{}{:02}:00", hours < 0 ? '-' : '+', std::abs(hours));
}

std::string http_date(UtcTime at) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Fields f = fields(at);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[f.weekday], f.day, months[f.month - 1],
                     f.year, f.hour, f.minute, f.second);
}

}  // namespace clamor::simnet
