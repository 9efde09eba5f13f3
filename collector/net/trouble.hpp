#pragma once
// What both transports say alike when something goes wrong on the way. Private to this room.

#include <string>
#include <string_view>

#include "core/time.hpp"

namespace clamor::net {

// `result`: OpenSSL's X509_V_ERR_*, as libcurl passes it on too; `words`: what the library says of it.
std::string certificate_trouble(const std::string& host, long result, std::string_view words);
std::string seconds(Millis time);  // "0.15 s"

}  // namespace clamor::net
