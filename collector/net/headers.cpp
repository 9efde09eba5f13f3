#include "collector/net/headers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "core/text.hpp"

namespace clamor::net {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// A whole non-negative number; a fraction is cut (Bluesky and some proxies write "12.0").
std::optional<long long> number(std::string_view text) {
  text = trim(text);
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value < 0) return std::nullopt;
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (!rest.empty() &&
      (rest.front() != '.' || rest.find_first_not_of("0123456789", 1) != std::string_view::npos))
    return std::nullopt;
  return value;
}

// Splits at `separator` outside quotes and angle brackets.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  bool quoted = false, bracketed = false;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == separator && !quoted && !bracketed)) {
      if (const auto part = trim(text.substr(start, i - start)); !part.empty()) parts.push_back(part);
      start = i + 1;
    } else if (text[i] == '\\' && quoted) {
      ++i;
    } else if (text[i] == '"' && !bracketed) {
      quoted = !quoted;
    } else if (!quoted && (text[i] == '<' || text[i] == '>')) {
      bracketed = text[i] == '<';
    }
  }
  return parts;
}

std::string unquoted(std::string_view text) {
  text = trim(text);
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  std::string plain;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\' && i + 2 < text.size()) ++i;
    plain += text[i];
  }
  return plain;
}

// name=value parts; the first of a repeated name wins.
std::map<std::string, std::string> parameters(const std::vector<std::string_view>& parts) {
  std::map<std::string, std::string> found;
  for (const std::string_view part : parts) {
    const auto equals = std::min(part.find('='), part.size());
    found.emplace(ascii_lower(trim(part.substr(0, equals))),
                  equals < part.size() ? unquoted(part.substr(equals + 1)) : std::string());
  }
  return found;
}

std::optional<unsigned> month(std::string_view text) {
  static constexpr std::array names{"jan", "feb", "mar", "apr", "may", "jun",
                                    "jul", "aug", "sep", "oct", "nov", "dec"};
  const std::string word = ascii_lower(text);
  for (unsigned i = 0; i < names.size(); ++i)
    if (word == names[i]) return i + 1;
  return std::nullopt;
}

std::optional<Millis> time_of_day(std::string_view text) {
  const auto parts = split(text, ':');
  if (parts.size() != 3) return std::nullopt;
  const auto hours = number(parts[0]), minutes = number(parts[1]), seconds = number(parts[2]);
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
  return std::chrono::hours(*hours) + std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds);
}

std::optional<UtcTime> instant(std::string_view day, std::string_view month_name, std::string_view year,
                               std::string_view clock) {
  const auto d = number(day), y = number(year);
  const auto m = month(month_name);
  const auto time = time_of_day(clock);
  if (!d || !y || !m || !time || *d < 1 || *d > 31 || *y > 9999) return std::nullopt;
  // Two digits: RFC 850, read as the nearest century of the web.
  const int full_year = static_cast<int>(year.size() == 2 ? *y + (*y < 70 ? 2000 : 1900) : *y);
  const std::chrono::year_month_day date{std::chrono::year(full_year), std::chrono::month(*m),
                                         std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return UtcTime(std::chrono::sys_days(date)) + *time;
}

std::vector<std::string_view> words(std::string_view text) {
  return split(text, ' ');
}

std::optional<Millis> until(std::string_view reset, UtcTime now) {
  const auto not_negative = [](Millis wait) { return std::max(wait, Millis{0}); };
  if (const auto seconds = number(reset)) {
    // Bluesky and GitHub give an instant in unix seconds, the RFC draft the seconds left; no window is 30
    // years.
    constexpr long long instants_from = 1'000'000'000;
    const long long bounded = std::min(*seconds, 100'000'000'000LL);
    if (bounded < instants_from) return std::chrono::seconds(bounded);
    return not_negative(UtcTime(std::chrono::seconds(bounded)) - now);
  }
  if (const auto date = parse_rfc3339(trim(reset))) return not_negative(*date - now);
  if (const auto date = parse_http_date(reset)) return not_negative(*date - now);
  return std::nullopt;
}

// "3000;w=300" or "\"default\";q=100;w=60": the first policy.
void read_policy(std::string_view value, RateLimit& limit) {
  const auto policies = split(value, ',');
  if (policies.empty()) return;
  auto parts = split(policies.front(), ';');
  if (!limit.limit && !parts.empty()) limit.limit = number(parts.front());
  const auto params = parameters(parts);
  if (const auto quota = params.find("q"); quota != params.end()) limit.limit = number(quota->second);
  if (const auto window = params.find("w"); window != params.end())
    if (const auto seconds = number(window->second); seconds && *seconds > 0)
      limit.window = std::chrono::seconds(std::min(*seconds, 86'400LL));
}

// "limit=100, remaining=50, reset=30" (draft 3 to 7) or "\"default\";r=50;t=30" (since draft 8).
void read_draft(std::string_view value, UtcTime now, RateLimit& limit) {
  std::vector<std::string_view> parts;
  for (const std::string_view item : split(value, ','))
    for (const std::string_view part : split(item, ';')) parts.push_back(part);
  const auto params = parameters(parts);
  const auto text = [&](const char* name) {
    const auto found = params.find(name);
    return found == params.end() ? std::string() : found->second;
  };
  for (const char* name : {"limit", "q"})
    if (!limit.limit) limit.limit = number(text(name));
  for (const char* name : {"remaining", "r"})
    if (!limit.remaining) limit.remaining = number(text(name));
  for (const char* name : {"reset", "t"})
    if (!limit.reset_in) limit.reset_in = until(text(name), now);
}

}  // namespace

bool Link::has_rel(std::string_view rel) const {
  const auto found = params.find("rel");
  if (found == params.end()) return false;
  const std::string rels = ascii_lower(found->second);
  const auto all = words(rels);
  return std::find(all.begin(), all.end(), rel) != all.end();
}

std::vector<Link> parse_link(std::string_view value) {
  std::vector<Link> links;
  for (const std::string_view entry : split(value, ',')) {
    const auto close = entry.find('>');
    if (entry.front() != '<' || close == std::string_view::npos) continue;
    links.push_back(
        {std::string(trim(entry.substr(1, close - 1))), parameters(split(entry.substr(close + 1), ';'))});
  }
  return links;
}

std::optional<std::string> link_target(const HttpResponse& response, std::string_view rel) {
  for (const std::string_view value : response.all("link"))
    for (const Link& link : parse_link(value))
      if (link.has_rel(rel)) return link.target;
  return std::nullopt;
}

std::optional<UtcTime> parse_http_date(std::string_view text) {
  const auto parts = words(trim(text));
  // Sun, 06 Nov 1994 08:49:37 GMT
  if (parts.size() == 6 && parts[0].ends_with(',') && (parts[5] == "GMT" || parts[5] == "UTC"))
    return instant(parts[1], parts[2], parts[3], parts[4]);
  // Sun Nov  6 08:49:37 1994
  if (parts.size() == 5) return instant(parts[2], parts[1], parts[4], parts[3]);
  // Sunday, 06-Nov-94 08:49:37 GMT
  if (parts.size() == 4 && parts[0].ends_with(',')) {
    const auto date = split(parts[1], '-');
    if (date.size() == 3) return instant(date[0], date[1], date[2], parts[2]);
  }
  return std::nullopt;
}

UtcTime server_now(const HttpResponse& response, UtcTime now) {
  return parse_http_date(response.header("date")).value_or(now);
}

std::optional<Millis> retry_after(const HttpResponse& response, UtcTime now) {
  std::optional<Millis> longest;
  for (const std::string_view value : response.all("retry-after")) {
    std::optional<Millis> wait;
    if (const auto seconds = number(value))
      wait = std::chrono::seconds(std::min(*seconds, 100'000'000LL));
    else if (const auto date = parse_http_date(value))
      wait = std::max(*date - server_now(response, now), Millis{0});
    if (wait && (!longest || *wait > *longest)) longest = wait;
  }
  return longest;
}

RateLimit rate_limit(const HttpResponse& response, UtcTime now) {
  const UtcTime there = server_now(response, now);
  RateLimit limit;
  for (const std::string prefix : {"x-ratelimit-", "ratelimit-", "x-rate-limit-"}) {
    if (!limit.limit) limit.limit = number(response.header(prefix + "limit"));
    if (!limit.remaining) limit.remaining = number(response.header(prefix + "remaining"));
    if (!limit.reset_in) limit.reset_in = until(response.header(prefix + "reset"), there);
  }
  read_draft(response.header("ratelimit"), there, limit);
  read_policy(response.header("ratelimit-policy"), limit);
  return limit;
}

}  // namespace clamor::net
