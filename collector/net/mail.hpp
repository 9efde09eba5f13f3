#pragma once
// One letter to a mail server. Knows nothing of what is in it.

#include <stop_token>
#include <string>

#include "collector/net/http.hpp"

namespace clamor::net {

struct Letter {
  std::string server;    // "smtps://host[:port]", or "smtp://host[:port]", which must change to TLS first
  std::string from, to;  // bare addresses
  std::string text;      // headers and body (RFC 5322), lines ended by "\r\n"
  Secret user, password;
};

// Blocks until the server took it, refused it, or `at_most` is over; a stop request ends it sooner. Nothing
// is said without TLS and a certificate that holds, but to a server on this machine that `options` names.
Result<void> post_letter(const Letter& letter, const CurlOptions& options, Millis at_most,
                         std::stop_token stop);

}  // namespace clamor::net
