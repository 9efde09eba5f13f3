#include "collector/net/headers.hpp"

#include <cassert>
#include <cstdint>

#include "collector/net/url.hpp"

// One input is a few lines: names and values of headers, and an address to resolve against a server's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const char* const names[] = {
      "link",      "retry-after",     "date", "x-ratelimit-reset", "x-ratelimit-remaining",
      "ratelimit", "ratelimit-policy"};
  clamor::net::HttpResponse response;
  std::string_view rest(reinterpret_cast<const char*>(bytes), size);
  for (const char* name : names) {
    const auto end = rest.find('\n');
    response.headers.push_back({name, std::string(rest.substr(0, end))});
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  const clamor::UtcTime now{};
  if (const auto wait = clamor::net::retry_after(response, now)) assert(wait->count() >= 0);
  const auto limit = clamor::net::rate_limit(response, now);
  if (limit.reset_in) assert(limit.reset_in->count() >= 0);
  const auto base = clamor::net::parse_url("https://server.example/api/v1/timelines");
  const auto next = clamor::net::link_target(response, "next");
  if (next) {
    const auto url = clamor::net::resolve(*base, *next);
    if (url) assert(!url->host.empty());
  }
  return 0;
}
