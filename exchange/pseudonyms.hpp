#pragma once
// Labels instead of names: HMAC-SHA-256 under a key that is made for one export and dies with it. The same
// person has the same label everywhere in that export, another one in the next, and nobody can compute it
// again.

#include <string>
#include <string_view>

#include "core/keyed_hash.hpp"
#include "core/post.hpp"

namespace clamor::exchange {

// One thread at a time. Copies of the key: none.
class Pseudonyms {
 public:
  std::string author(const AuthorKey& key) const;  // "a-" and 16 hexadecimal digits
  std::string post(const PostKey& key) const;      // "p-" and 16 hexadecimal digits

 private:
  std::string label(std::string_view kind, Network network, std::string_view id) const;
  KeyedHash hash_;  // a new random key
};

// Does this address lead to a person or to what one wrote: a profile, a post, an account of a social network?
// In doubt yes.
bool leads_to_a_person(std::string_view url);

// The host of a link, in lower case, without port; empty: no http(s) URL.
std::string host_of(std::string_view url);

}  // namespace clamor::exchange
