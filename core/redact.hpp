#pragma once
// The second net under secrets: what looks like one becomes "***" where lines leave the program or are kept.
// The first is `Secret`, which cannot be written anywhere.

#include <string>
#include <string_view>

namespace clamor {

// Values of Authorization, Cookie and API-key headers, of access_token=, client_secret=, password= and the like in
// addresses, forms and JSON, and "user:password@" of an address.
std::string redacted(std::string_view line);

}  // namespace clamor
