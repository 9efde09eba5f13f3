#include "exchange/archives/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace clamor::exchange {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::int64_t> count_of(std::string_view text) {
  std::string digits;
  for (const char letter : trimmed(text))
    if (letter != ',') digits += letter;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size() || number < 0) return {};
  return number;
}

std::optional<UtcTime> parse_tweet_time(std::string_view text) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 30 || text[25] != ' ') return {};
  const auto month = static_cast<int>(std::ranges::find(months, text.substr(4, 3)) - months.begin()) + 1;
  if (month > 12) return {};
  std::array<char, 25> time{};  // the same moment as RFC 3339 says it
  auto end = time.begin();
  const auto put = [&](const auto& part) { end = std::ranges::copy(part, end).out; };
  put(text.substr(26));
  put(std::array{'-', static_cast<char>('0' + month / 10), static_cast<char>('0' + month % 10), '-'});
  put(text.substr(8, 2));
  put(std::string_view("T"));
  put(text.substr(11, 8));
  put(text.substr(20, 3));
  put(std::string_view(":"));
  put(text.substr(23, 2));
  return parse_rfc3339({time.begin(), end});
}

std::optional<UtcTime> parse_any_time(std::string_view text) {
  text = trimmed(text);
  if (all_digits(text) && text.size() >= 9 && text.size() <= 13) {
    const auto number = count_of(text);
    return UtcTime{Millis{text.size() > 11 ? *number : *number * 1000}};
  }
  if (const auto time = parse_rfc3339(text)) return time;
  if (const auto time = parse_tweet_time(text)) return time;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> zones{{{"", "Z"},
                                                                                {"UTC", "Z"},
                                                                                {"GMT", "Z"},
                                                                                {"EDT", "-04:00"},
                                                                                {"EST", "-05:00"},
                                                                                {"CDT", "-05:00"},
                                                                                {"CST", "-06:00"},
                                                                                {"PDT", "-07:00"},
                                                                                {"PST", "-08:00"}}};
  if (text.size() < 19 || text[10] != ' ') return {};
  const std::string_view zone = trimmed(text.substr(19));
  for (const auto& [name, offset] : zones)
    if (zone == name)
      return parse_rfc3339(fmt::format("{}T{}{}", text.substr(0, 10), text.substr(11, 8), offset));
  return {};
}

std::optional<UtcTime> time_of_snowflake(std::string_view id) {
  constexpr std::uint64_t first = 30'000'000'000;  // ids of before were counted, not made of time
  constexpr std::uint64_t epoch = 1'288'834'974'657;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc{} || end != id.data() + id.size() || number < first) return {};
  const std::uint64_t millis = (number >> 22U) + epoch;
  return UtcTime{Millis{static_cast<std::int64_t>(millis - millis % 1000)}};
}

std::string unescape_entities(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 3> entities{
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}}};
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const std::size_t next = std::min(text.find('&'), text.size());
    plain += text.substr(0, next);
    text.remove_prefix(next);
    if (text.empty()) break;
    const auto found =
        std::ranges::find_if(entities, [&](const auto& e) { return text.starts_with(e.first); });
    plain += found == entities.end() ? '&' : found->second;
    text.remove_prefix(found == entities.end() ? 1 : found->first.size());
  }
  return plain;
}

std::string from_windows_1252(std::string_view text) {
  // 0x80 to 0x9F; the five that stand for nothing become U+FFFD.
  constexpr std::array<char16_t, 32> high{0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                          0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
  std::string utf8;
  utf8.reserve(text.size() * 2);
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    const unsigned code = byte >= 0x80 && byte < 0xA0 ? high[byte - 0x80U] : byte;
    if (code < 0x80) {
      utf8 += letter;
    } else if (code < 0x800) {
      utf8 += static_cast<char>(0xC0U | (code >> 6U));
      utf8 += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
      utf8 += static_cast<char>(0xE0U | (code >> 12U));
      utf8 += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
      utf8 += static_cast<char>(0x80U | (code & 0x3FU));
    }
  }
  return utf8;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (const auto part = trimmed(text.substr(0, comma)); !part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

std::string tweet_language(std::string_view code) {
  constexpr std::array<std::string_view, 10> none{"und", "zxx", "art", "qam", "qct",
                                                  "qht", "qme", "qst", "qid", "qpr"};
  if (std::ranges::find(none, code) != none.end()) return {};
  if (code == "in") return "id";
  if (code == "iw") return "he";
  return std::string(code.substr(0, 35));
}

}  // namespace clamor::exchange
