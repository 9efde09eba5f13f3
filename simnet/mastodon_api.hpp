#pragma once
// One Mastodon server: the part of its client API that an observer who is not signed in can use.

#include <string>
#include <vector>

#include "simnet/federation.hpp"
#include "simnet/http.hpp"
#include "simnet/mastodon_entities.hpp"

namespace clamor::simnet {

inline constexpr std::string_view mastodon_version = "4.5.3";

class MastodonApi {
 public:
  struct Habits {
    bool closed_feed = false;  // hashtag feeds need a login
    bool short_pages = false;  // pages with fewer or no rows, that go on all the same
  };
  MastodonApi(const World& world, const std::vector<ServerView>& views, const std::vector<std::string>& urls,
              Home self, Habits habits);

  Response handle(const Request& request, UtcTime now) const;
  const MastodonEntities& entities() const { return entities_; }
  const ServerView& view() const { return view_; }
  bool closed() const { return habits_.closed_feed; }

 private:
  Response tag_timeline(const Request& request, const std::string& tag, UtcTime now) const;
  Response tag_facts(const std::string& tag, UtcTime now) const;
  Response statuses(const Request& request, UtcTime now) const;
  Response one_status(const std::string& id, UtcTime now) const;
  Response reblogged_by(const Request& request, const std::string& id, UtcTime now) const;
  Response context(const std::string& id, UtcTime now) const;
  Response instance_v1(UtcTime now) const;
  Response instance_v2(UtcTime now) const;
  Response nodeinfo(const std::vector<std::string>& path, UtcTime now) const;

  const World& world_;
  const ServerView& view_;
  MastodonEntities entities_;
  Home self_;
  Habits habits_;
};

Response mastodon_error(int status, std::string_view message);

}  // namespace clamor::simnet
