#include "core/time.hpp"

#include <fmt/format.h>

#include <charconv>
#include <ctime>

namespace clamor {
namespace {

// Takes exactly `width` digits from the front of `text`. Every post has some times: the loop is laid out flat.
template <std::size_t width>
std::optional<int> take_digits(std::string_view& text) {
  if (text.size() < width) return {};
  int value = 0;
  bool digits = true;
  for (std::size_t i = 0; i < width; ++i) {
    digits = digits && text[i] >= '0' && text[i] <= '9';
    value = value * 10 + (text[i] - '0');
  }
  if (!digits) return {};
  text.remove_prefix(width);
  return value;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
  const auto year = take_digits<4>(text);
  if (!year || !take(text, '-')) return {};
  const auto month = take_digits<2>(text);
  if (!month || !take(text, '-')) return {};
  const auto day = take_digits<2>(text);
  if (!day) return {};
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{unsigned(*month)},
                                         std::chrono::day{unsigned(*day)}};
  if (!date.ok()) return {};
  return std::chrono::sys_days{date};
}

std::optional<Millis> take_fraction(std::string_view& text) {
  int millis = 0, weight = 100, digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    millis += weight * (text.front() - '0');
    weight /= 10;
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0) return {};
  return Millis{millis};
}

std::optional<Millis> take_time(std::string_view& text) {
  const auto hour = take_digits<2>(text);
  if (!hour || *hour > 23 || !take(text, ':')) return {};
  const auto minute = take_digits<2>(text);
  if (!minute || *minute > 59 || !take(text, ':')) return {};
  const auto second = take_digits<2>(text);
  if (!second || *second > 60) return {};  // 60: a leap second, read as the next second
  Millis time = std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
  if (take(text, '.')) {
    const auto fraction = take_fraction(text);
    if (!fraction) return {};
    time += *fraction;
  }
  return time;
}

std::optional<Millis> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return Millis{0};
  const int sign = take(text, '+') ? 1 : take(text, '-') ? -1 : 0;
  if (sign == 0) return {};
  const auto hour = take_digits<2>(text);
  if (!hour || *hour > 23) return {};
  take(text, ':');
  const auto minute = take_digits<2>(text);
  if (!minute || *minute > 59) return {};
  return sign * (std::chrono::hours{*hour} + std::chrono::minutes{*minute});
}

}  // namespace

std::optional<UtcTime> parse_rfc3339(std::string_view text) {
  const auto date = take_date(text);
  if (!date) return {};
  if (text.empty()) return UtcTime{*date};
  if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) return {};
  const auto time = take_time(text);
  if (!time) return {};
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return {};
  return UtcTime{*date} + *time - *offset;
}

std::string to_rfc3339(UtcTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  const auto head = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()),
                                unsigned(date.month()), unsigned(date.day()), clock.hours().count(),
                                clock.minutes().count(), clock.seconds().count());
  const auto millis = clock.subseconds().count();
  return millis == 0 ? head + "Z" : fmt::format("{}.{:03}Z", head, millis);
}

std::optional<Millis> parse_duration(std::string_view text) {
  if (text.size() < 2) return {};
  long long count = 0;
  const char* last = text.data() + text.size() - 1;
  const auto [end, ec] = std::from_chars(text.data(), last, count);
  if (ec != std::errc{} || end != last || count <= 0 || count > 1'000'000) return {};
  switch (text.back()) {
    case 's':
      return std::chrono::seconds{count};
    case 'm':
      return std::chrono::minutes{count};
    case 'h':
      return std::chrono::hours{count};
    case 'd':
      return std::chrono::days{count};
    case 'w':
      return std::chrono::weeks{count};
    default:
      return {};
  }
}

UtcTime SystemClock::now() const {
  return std::chrono::floor<Millis>(std::chrono::system_clock::now());
}

Millis SystemClock::monotonic() const {
  // Of the clocks that never go back the one that goes on while a laptop sleeps.
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::duration_cast<Millis>(std::chrono::seconds{now.tv_sec} +
                                            std::chrono::nanoseconds{now.tv_nsec});
}

}  // namespace clamor
