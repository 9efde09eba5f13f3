#pragma once
// A server where known posts are read again: a configured source, or the home of posts that were seen
// elsewhere.

#include <functional>
#include <optional>
#include <string>

#include "collector/rereads.hpp"

namespace clamor::collector {

struct RereadServer {
  std::string source;     // as configured; empty: a home server that no source names
  std::string vantage;    // "https://mastodon.social"
  std::string authority;  // of that, as in a URL
  Network network = Network::fediverse;
  const Rereads* kind = nullptr;
  // Of a home server that no source names: what speaks for itself where its API does not answer.
  const Rereads* objects = nullptr;
  // Facts and session to ask with; empty: it cannot be asked now.
  std::function<std::optional<Access>()> access;
  Millis pace{0};  // between two requests, beyond what the budget asks for

  // A network that is one server is the home of all that is in it.
  bool is_home_of(const PostKey& key) const;
  bool is_home_of(const AuthorKey& author) const;
};

}  // namespace clamor::collector
