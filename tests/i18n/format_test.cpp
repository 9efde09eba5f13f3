#include "i18n/format.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "i18n/tr.hpp"

using namespace clamor;
using namespace clamor::i18n;
using namespace std::chrono_literals;

namespace {

UtcTime at(const char* text) {
  return *parse_rfc3339(text);
}
const Zone mexico = *Zone::find("America/Mexico_City");

struct Spanish : testing::Test {
  Spanish() { set_language(Language::es); }
};
struct English : testing::Test {
  English() { set_language(Language::en); }
};

}  // namespace

TEST_F(Spanish, NumbersAreThoseOfMexico) {
  EXPECT_EQ(number(0), "0");
  EXPECT_EQ(number(1600), "1,600");
  EXPECT_EQ(number(12846), "12,846");
  EXPECT_EQ(number(-1234567), "−1,234,567");
  EXPECT_EQ(number(std::numeric_limits<std::int64_t>::max()), "9,223,372,036,854,775,807");
  EXPECT_EQ(decimal(0.05, 2), "0.05");
}

TEST_F(Spanish, CompactNumbersKeepOneDecimalAndDoNotBreak) {
  EXPECT_EQ(compact(999), "999");
  EXPECT_EQ(compact(12846), "12.8\u00A0k");
  EXPECT_EQ(compact(2'400'000), "2.4\u00A0M");
  EXPECT_EQ(compact(1'200'000'000), "1,200\u00A0M");
  EXPECT_EQ(compact(-12846), "−12.8\u00A0k");
}

TEST_F(English, CompactNumbersAreThoseOfTheUnitedStates) {
  EXPECT_EQ(number(12846), "12,846");
  EXPECT_EQ(compact(12846), "12.8K");
  EXPECT_EQ(compact(2'400'000), "2.4M");
}

TEST_F(Spanish, PercentagesAreRatiosWithTheirSign) {
  EXPECT_EQ(percent(0.123), "12.3%");
  EXPECT_EQ(percent(1, 0), "100%");
  EXPECT_EQ(percent(-0.04), "−4.0%");
  EXPECT_EQ(signed_percent(0.123), "+12.3%");
  EXPECT_EQ(signed_percent(-0.04), "−4.0%");
  EXPECT_EQ(signed_percent(0), "0.0%");
  EXPECT_EQ(signed_percent(-0.0004), "0.0%");
}

TEST_F(Spanish, DatesAreShortAndInLowerCase) {
  const auto press = at("2026-11-17T19:20:00Z");
  EXPECT_EQ(date(press, mexico, DateStyle::day), "17 nov");
  EXPECT_EQ(date(press, mexico, DateStyle::weekday), "mar 17 nov");
  EXPECT_EQ(date(press, mexico, DateStyle::full), "mar 17 nov 2026");
  EXPECT_EQ(date(press, mexico, DateStyle::time), "13:20");
  EXPECT_EQ(date(press, mexico, DateStyle::moment), "mar 17 nov, 13:20");
  EXPECT_EQ(date(press, mexico, DateStyle::month), "nov 2026");
  EXPECT_EQ(date(at("2026-09-04T18:00:00Z"), mexico, DateStyle::weekday), "vie 4 sep");
}

TEST_F(English, DatesPutTheMonthFirst) {
  const auto press = at("2026-11-17T19:20:00Z");
  EXPECT_EQ(date(press, mexico, DateStyle::day), "Nov 17");
  EXPECT_EQ(date(press, mexico, DateStyle::weekday), "Tue, Nov 17");
  EXPECT_EQ(date(press, mexico, DateStyle::full), "Tue, Nov 17, 2026");
  EXPECT_EQ(date(press, mexico, DateStyle::moment), "Tue, Nov 17, 13:20");
  EXPECT_EQ(date(press, mexico, DateStyle::month), "Nov 2026");
}

TEST_F(Spanish, HoursAreThoseOfMexicoCityBeforeAndAfterSummerTimeEnded) {
  EXPECT_EQ(date(at("2020-04-20T14:00:00Z"), mexico, DateStyle::moment), "lun 20 abr, 09:00");
  EXPECT_EQ(date(at("2023-07-15T18:00:00Z"), mexico, DateStyle::moment), "sáb 15 jul, 12:00");
  EXPECT_EQ(date(at("2026-07-02T05:30:00Z"), mexico, DateStyle::moment), "mié 1 jul, 23:30");
}

TEST_F(Spanish, RangesNameTheirLastDayAndSayNothingTwice) {
  const auto range = [](const char* from, const char* to) { return date_range({at(from), at(to)}, mexico); };
  EXPECT_EQ(range("2026-10-25T06:00:00Z", "2026-11-24T06:00:00Z"), "25 oct – 23 nov 2026");
  EXPECT_EQ(range("2026-11-01T06:00:00Z", "2026-11-24T06:00:00Z"), "1 – 23 nov 2026");
  EXPECT_EQ(range("2025-12-25T06:00:00Z", "2026-01-04T06:00:00Z"), "25 dic 2025 – 3 ene 2026");
  EXPECT_EQ(range("2026-11-23T06:00:00Z", "2026-11-24T06:00:00Z"), "23 nov 2026");
  EXPECT_EQ(range("2026-11-23T06:00:00Z", "2026-11-23T06:00:00Z"), "23 nov 2026");
}

TEST_F(English, RangesReadAsAmericansWriteThem) {
  const auto range = [](const char* from, const char* to) { return date_range({at(from), at(to)}, mexico); };
  EXPECT_EQ(range("2026-10-25T06:00:00Z", "2026-11-24T06:00:00Z"), "Oct 25 – Nov 23, 2026");
  EXPECT_EQ(range("2026-11-01T06:00:00Z", "2026-11-24T06:00:00Z"), "Nov 1 – 23, 2026");
  EXPECT_EQ(range("2025-12-25T06:00:00Z", "2026-01-04T06:00:00Z"), "Dec 25, 2025 – Jan 3, 2026");
  EXPECT_EQ(range("2026-11-23T06:00:00Z", "2026-11-24T06:00:00Z"), "Nov 23, 2026");
}

TEST_F(Spanish, DurationsUseTheUnitThatLosesLittle) {
  EXPECT_EQ(duration(45s), "45\u00A0s");
  EXPECT_EQ(duration(5min), "5\u00A0min");
  EXPECT_EQ(duration(31h), "31\u00A0h");
  EXPECT_EQ(duration(72h), "3\u00A0d");
  EXPECT_EQ(duration(24h * 2000), "2,000\u00A0d");
}

TEST_F(Spanish, SizesAreDecimal) {
  EXPECT_EQ(bytes(0), "0\u00A0B");
  EXPECT_EQ(bytes(999), "999\u00A0B");
  EXPECT_EQ(bytes(1'234), "1.2\u00A0kB");
  EXPECT_EQ(bytes(96'000'000), "96.0\u00A0MB");
  EXPECT_EQ(bytes(999'999), "1.0\u00A0MB");
  EXPECT_EQ(bytes(5'850'000'000), "5.8\u00A0GB");
}
