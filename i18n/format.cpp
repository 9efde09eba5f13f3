#include "i18n/format.hpp"

#include <unicode/dtfmtsym.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>

#include <array>
#include <cassert>
#include <cmath>
#include <vector>

#include "i18n/tr.hpp"

namespace clamor::i18n {
namespace {

using icu::number::LocalizedNumberFormatter;
using icu::number::NumberFormatter;
using icu::number::Precision;

constexpr const char* no_break_space = "\u00A0";

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}

// ---- numbers ---------------------------------------------------------------------------------------------

// The minus of the reader's language is a hyphen; beside digits it should be as wide as a plus.
icu::DecimalFormatSymbols symbols(const icu::Locale& locale) {
  UErrorCode status = U_ZERO_ERROR;
  icu::DecimalFormatSymbols made(locale, status);
  assert(U_SUCCESS(status));
  made.setSymbol(icu::DecimalFormatSymbols::kMinusSignSymbol, icu::UnicodeString(u'\u2212'));
  return made;
}

struct Numbers {
  LocalizedNumberFormatter plain, compact;

  explicit Numbers(const icu::Locale& locale)
      : plain(
            NumberFormatter::withLocale(locale).symbols(symbols(locale)).grouping(UNUM_GROUPING_ON_ALIGNED)),
        compact(plain.notation(icu::number::Notation::compactShort()).precision(Precision::maxFraction(1))) {}
};

const Numbers& numbers() {
  static const Numbers english{icu::Locale("en_US")}, spanish{icu::Locale("es_MX")};
  return language() == Language::es ? spanish : english;
}

std::string say(const LocalizedNumberFormatter& formatter, double value) {
  UErrorCode status = U_ZERO_ERROR;
  auto text = formatter.formatDouble(value, status).toString(status);
  assert(U_SUCCESS(status));
  return utf8(text);
}

std::string say(const LocalizedNumberFormatter& formatter, std::int64_t value) {
  UErrorCode status = U_ZERO_ERROR;
  auto text = formatter.formatInt(value, status).toString(status);
  assert(U_SUCCESS(status));
  return utf8(text);
}

LocalizedNumberFormatter percents(int digits) {
  return numbers()
      .plain.unit(icu::NoUnit::percent())
      .scale(icu::number::Scale::powerOfTen(2))
      .precision(Precision::fixedFraction(digits));
}

// ---- dates -----------------------------------------------------------------------------------------------

// Our own words for ICU's order and dots: one form per style, the same in every table and on every axis.
constexpr std::size_t styles = 6, range_styles = 2;
enum RangePart : std::size_t { day_of_month = styles, day_and_year = styles + 1 };

using Patterns = std::array<const char16_t*, styles + range_styles>;
constexpr Patterns english_patterns{u"MMM d", u"EEE, MMM d", u"EEE, MMM d, y", u"HH:mm", u"EEE, MMM d, HH:mm",
                                    u"MMM y", u"d",          u"MMM d, y"};
constexpr Patterns spanish_patterns{u"d MMM", u"EEE d MMM", u"EEE d MMM y", u"HH:mm", u"EEE d MMM, HH:mm",
                                    u"MMM y", u"d",         u"d MMM y"};

// Three letters for every month: ICU's "sept" would be the one word of four on an axis.
void shorten_months(icu::DateFormatSymbols& names) {
  std::int32_t count = 0;
  const auto* months = names.getShortMonths(count);
  std::vector<icu::UnicodeString> three(months, months + count);
  for (auto& month : three) month.truncate(3);
  names.setShortMonths(three.data(), count);
}

class Dates {
 public:
  Dates(const icu::Locale& locale, const Patterns& patterns) {
    UErrorCode status = U_ZERO_ERROR;
    icu::DateFormatSymbols names(locale, status);
    shorten_months(names);
    for (const auto* pattern : patterns) {
      auto& format = formats_.emplace_back(icu::UnicodeString(pattern), locale, status);
      format.setDateFormatSymbols(names);
      format.setTimeZone(*icu::TimeZone::getGMT());
    }
    assert(U_SUCCESS(status));
  }

  std::string say(std::size_t pattern, UtcTime local) const {
    icu::UnicodeString text;
    formats_[pattern].format(static_cast<UDate>(local.time_since_epoch().count()), text);
    return utf8(text);
  }

 private:
  std::vector<icu::SimpleDateFormat> formats_;
};

const Dates& dates() {
  static const Dates english{icu::Locale("en_US"), english_patterns},
      spanish{icu::Locale("es_MX"), spanish_patterns};
  return language() == Language::es ? spanish : english;
}

}  // namespace

std::string number(std::int64_t value) {
  return say(numbers().plain, value);
}

std::string compact(std::int64_t value) {
  return say(numbers().compact, value);
}

std::string decimal(double value, int digits) {
  return say(numbers().plain.precision(Precision::fixedFraction(digits)), value);
}

std::string percent(double ratio, int digits) {
  return say(percents(digits), ratio);
}

std::string signed_percent(double ratio, int digits) {
  return say(percents(digits).sign(UNUM_SIGN_EXCEPT_ZERO), ratio);
}

std::string date(UtcTime time, const Zone& zone, DateStyle style) {
  return dates().say(static_cast<std::size_t>(style), zone.to_local(time));
}

std::string date_range(Interval window, const Zone& zone) {
  const auto from = zone.to_local(window.from);
  const auto to =
      zone.to_local(window.empty() ? window.from : window.to - Millis{1});  // the last day still inside
  const std::chrono::year_month_day first{std::chrono::floor<std::chrono::days>(from)},
      last{std::chrono::floor<std::chrono::days>(to)};
  const auto day = static_cast<std::size_t>(DateStyle::day);
  const auto& say = dates();
  if (first == last) return say.say(day_and_year, from);
  const std::string dash = " – ";
  if (first.year() != last.year()) return say.say(day_and_year, from) + dash + say.say(day_and_year, to);
  if (first.month() != last.month()) return say.say(day, from) + dash + say.say(day_and_year, to);
  if (language() == Language::es) return say.say(day_of_month, from) + dash + say.say(day_and_year, to);
  return say.say(day, from) + dash + say.say(day_of_month, to) +
         say.say(day_and_year, to).substr(say.say(day, to).size());  // ", 2026"
}

std::string duration(Millis length) {
  using namespace std::chrono;
  struct Unit {
    Millis length, up_to;
    const char* name;
  };
  // A unit serves until the next one can say the same without losing much: 31 h, not 1 d.
  static constexpr Unit units[] = {
      {1s, 90s, "s"}, {1min, 2h, "min"}, {1h, 72h, "h"}, {24h, Millis::max(), "d"}};
  for (const auto& unit : units)
    if (length < unit.up_to)
      return number(std::llround(static_cast<double>(length.count()) /
                                 static_cast<double>(unit.length.count()))) +
             no_break_space + unit.name;
  return {};
}

std::string bytes(std::int64_t size) {
  static constexpr const char* units[] = {"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(size);
  std::size_t unit = 0;
  for (; std::abs(value) >= 999.5 && unit + 1 < std::size(units); ++unit) value /= 1000;
  const int digits = unit > 0 && std::abs(value) < 99.95 ? 1 : 0;
  return decimal(value, digits) + no_break_space + units[unit];
}

}  // namespace clamor::i18n
