#include "collector/reread_server.hpp"

#include "collector/net/url.hpp"
#include "collector/sources/fediverse.hpp"

namespace clamor::collector {

bool RereadServer::is_home_of(const PostKey& key) const {
  if (key.network != network) return false;
  if (key.network != Network::fediverse) return true;
  const auto url = net::parse_url(key.uri);
  return url && url->authority() == authority;
}

bool RereadServer::is_home_of(const AuthorKey& author) const {
  if (author.network != network) return false;
  const auto now = access();
  if (author.network != Network::fediverse || !now) return now.has_value();
  return author.id.ends_with("@" + account_domain(now->facts, vantage));
}

}  // namespace clamor::collector
