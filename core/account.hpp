#pragma once
// An account as people write it: "@name@server", "name.bsky.social", the address of a profile, a DID, or what
// an identified export shows ("x:12345").

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/post.hpp"

namespace clamor {

struct AccountName {
  std::vector<AuthorKey> keys;  // what it can only mean, however it was written; may be empty
  std::string handle;           // lower case, without a leading '@'; empty: none was given
  std::string address;          // of a profile, as plain_address() says it; empty: none was given
};

// Empty: this names no account.
std::optional<AccountName> read_account(std::string_view text);

// What stands between a server and an account in the addresses of the fediverse's programs: "/@", "/users/"...
std::span<const std::string_view> profile_folders();

// An address to compare by: scheme and "www." dropped, lower case, without query, fragment and a slash at the
// end. "HTTPS://Uno.Example/@Maria/" -> "uno.example/@maria".
std::string plain_address(std::string_view url);

}  // namespace clamor
