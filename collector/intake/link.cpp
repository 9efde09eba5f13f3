#include <algorithm>
#include <array>
#include <optional>

#include "collector/intake/prepare.hpp"
#include "core/text.hpp"

namespace clamor::intake {
namespace {

// Parameters that say who shared a link, not what it points to.
constexpr std::array<std::string_view, 12> tracking{"fbclid",  "gclid",   "dclid",  "msclkid",
                                                    "twclid",  "igshid",  "mc_cid", "mc_eid",
                                                    "ref_src", "ref_url", "yclid",  "_ga"};

bool tracks(std::string_view parameter) {
  const std::string name = ascii_lower(parameter.substr(0, parameter.find('=')));
  return name.starts_with("utm_") || std::ranges::find(tracking, name) != tracking.end();
}

std::string kept_query(std::string_view query) {
  std::vector<std::string_view> kept;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    if (end > 0 && !tracks(query.substr(0, end))) kept.push_back(query.substr(0, end));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  std::ranges::sort(kept);
  std::string joined;
  for (const auto parameter : kept) joined.append(joined.empty() ? "?" : "&").append(parameter);
  return joined;
}

struct Scheme {
  std::string_view prefix, default_port;
};
constexpr std::array schemes{Scheme{"https://", ":443"}, Scheme{"http://", ":80"}};

// Host and port in lower case; empty when it is no plain host (credentials, spaces, nothing).
std::string kept_host(std::string_view authority, const Scheme& scheme) {
  std::string host = ascii_lower(authority);
  while (host.ends_with(scheme.default_port)) host.resize(host.size() - scheme.default_port.size());
  if (host.find_first_of("@ \\\"<>") != std::string::npos) return {};
  return host;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(
      text, [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F; });
}

}  // namespace

std::string normalise_link(std::string_view url) {
  if (url.size() > 4096 || has_control(url)) return {};
  const auto scheme = std::ranges::find_if(schemes, [&](const Scheme& each) {
    return ascii_lower(url.substr(0, each.prefix.size())) == each.prefix;
  });
  if (scheme == schemes.end()) return {};
  url.remove_prefix(scheme->prefix.size());
  url = url.substr(0, url.find('#'));
  const auto host_end = std::min(url.find_first_of("/?"), url.size());
  const std::string host = kept_host(url.substr(0, host_end), *scheme);
  if (host.empty()) return {};
  const auto rest = url.substr(host_end);
  const auto query_at = std::min(rest.find('?'), rest.size());
  auto path = rest.substr(0, query_at);
  while (path.ends_with('/')) path.remove_suffix(1);
  return std::string(scheme->prefix) + host + std::string(path) +
         kept_query(rest.substr(std::min(query_at + 1, rest.size())));
}

}  // namespace clamor::intake
