#pragma once
// Addresses as the transport itself reads them: what is checked here is what is connected to.
// Pure; safe from any thread.

#include <map>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace clamor::net {

struct Url {
  std::string text;    // normalised, without fragment
  std::string scheme;  // lower case
  std::string host;    // lower case; numeric IPv4 spellings brought to a.b.c.d; IPv6 in brackets
  int port = 0;        // the scheme's when not written

  std::string authority() const;  // "host:port", the form of CurlOptions::named_hosts
};

// invalid_input: not an absolute URL with a host, or one that carries a user or password.
Result<Url> parse_url(std::string_view text);
Result<Url> resolve(const Url& base, std::string_view reference);

// Decoded query parameters; the first of a repeated name wins.
std::map<std::string, std::string> query_parameters(std::string_view url);
// Percent-encoded for a path segment or a query value.
std::string percent_encode(std::string_view text);

bool is_ip_literal(std::string_view host);
// "localhost", 127.0.0.0/8 or ::1.
bool is_loopback(const Url& url);

// Over https, and never a machine of this network: a server that nobody named may be asked.
bool may_visit(const Url& url);

// May an answer of `from` lead to `to`? Equal hosts, one below the other, or the same last two labels.
// Numeric and loopback addresses have no domain: only the same host and port.
bool same_site(const Url& from, const Url& to);
// May a secret meant for `from` go to `to`? Only the same host and port; port 80 may become 443.
bool same_host(const Url& from, const Url& to);

}  // namespace clamor::net
