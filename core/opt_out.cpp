#include "core/opt_out.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace clamor {
namespace {

// "name@uno.example:3000" lives on uno.example; so does "name@people.uno.example".
bool lives_on(const AuthorKey& author, const std::string& server) {
  const auto at = author.id.rfind('@');
  if (at == std::string::npos || at == 0) return false;
  const std::string host = ascii_lower(std::string_view(author.id).substr(at + 1));
  const std::string bare = host.substr(0, host.find(':'));
  return host == server || bare == server || bare.ends_with("." + server);
}

bool is(const AccountName& name, const AuthorKey& author, const Author* profile) {
  if (std::ranges::find(name.keys, author) != name.keys.end()) return true;
  if (!profile) return false;
  if (!name.handle.empty() && ascii_lower(profile->handle) == name.handle) return true;
  return !name.address.empty() &&
         (plain_address(profile->url) == name.address || plain_address(profile->uri) == name.address);
}

}  // namespace

bool OptOut::covers(const AuthorKey& author, const Author* profile) const {
  if (std::ranges::any_of(accounts, [&](const AccountName& name) { return is(name, author, profile); }))
    return true;
  if (std::ranges::any_of(servers, [&](const std::string& server) { return lives_on(author, server); }))
    return true;
  return profile && std::ranges::any_of(profile->profile_tags, [&](const std::string& tag) {
           return std::ranges::find(words, hashtag_key(tag)) != words.end();
         });
}

std::vector<std::string> usual_opt_out_words() {
  return {"nobot", "nobots", "noarchive"};
}

}  // namespace clamor
