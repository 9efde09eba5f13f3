#pragma once
// The one way an expected failure travels: wire, config and user input answer with a Result.
// The store throws StorageError instead (core/error.hpp of that room); our own mistakes are asserts.

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace clamor {

enum class Errc {
  invalid_input,  // a person or a file gave us something we cannot read
  not_found,
  network,         // no answer: refused, reset, timeout, DNS, TLS
  too_large,       // an answer beyond its limits
  bad_answer,      // an answer that is not what the protocol promises
  refused,         // 403, 451, closed feed: the server does not want us
  needs_login,     // 401, missing or spent credentials
  rate_limited,    // 429 or an overload answer with a time to wait
  server_trouble,  // 5xx
  cancelled,
};

// detail: one sentence in English for the log; the room that faces a person translates by code.
struct Error {
  Errc code = Errc::invalid_input;
  std::string detail;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Errc code, std::string detail) {
  return tl::unexpected<Error>(Error{code, std::move(detail)});
}

}  // namespace clamor
