#pragma once
// Who is asked about a known post: its home server where that can be, else the source that knows most of it
// and its home beside it, as a guest.

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collector/net/url.hpp"
#include "collector/reread_asker.hpp"
#include "collector/source.hpp"
#include "config/config.hpp"
#include "storage/following.hpp"

namespace clamor::collector {

class RereadServers {
 public:
  RereadServers(storage::Following& following, RereadNews& news, const RunContext& context);

  // A configured source, in the order of the configuration. `access` tells how to ask it now; empty: not now.
  void add_source(const config::Source& source, const Source& kind,
                  std::function<std::optional<Access>()> access);

  std::vector<RereadAsker*> of(const storage::FollowedPost& post);
  // Where those who boosted it are listed; null: nowhere.
  RereadAsker* of_boosters(const storage::FollowedPost& post);
  RereadAsker* of_profile(const AuthorKey& author);
  // The home server of a post when it is no source; null: it may not be asked.
  RereadAsker* home(const PostKey& key);

  // Those who have something to ask now.
  std::vector<Asker*> ready();

 private:
  RereadAsker* best_source(const storage::FollowedPost& post);
  RereadServer guest_at(const net::Url& home, const PostKey& key) const;

  storage::Following& following_;
  RereadNews& news_;
  const RunContext& context_;
  const std::unique_ptr<Rereads> objects_;
  std::vector<std::unique_ptr<Source>> kinds_;  // to ask home servers with
  std::deque<RereadAsker> sources_;
  std::map<std::string, RereadAsker*> by_authority_;           // of those
  std::map<std::string, std::unique_ptr<RereadAsker>> homes_;  // by authority
};

}  // namespace clamor::collector
