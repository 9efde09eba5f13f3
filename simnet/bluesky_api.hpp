#pragma once
// One Bluesky network behind one address: it signs people in as the entryway does and searches as the AppView
// does.

#include <string>

#include "simnet/bluesky_session.hpp"
#include "simnet/bluesky_views.hpp"
#include "simnet/http.hpp"

namespace clamor::simnet {

class BlueskyApi {
 public:
  struct Habits {
    int token_uses = 0;        // 0: access tokens do not run out
    bool short_pages = false;  // every other page of a search is halved
  };
  BlueskyApi(const World& world, std::string url, Habits habits);

  Response handle(const Request& request, UtcTime now);
  const BlueskyViews& views() const { return views_; }
  const BlueskySessions::Account& account() const { return sessions_.account(); }

 private:
  Response search(const Request& request, UtcTime now) const;
  Response posts(const Request& request, UtcTime now) const;
  Response profiles(const Request& request, UtcTime now) const;
  enum class Acts { reposts, likes };
  Response acts(const Request& request, Acts which, UtcTime now) const;

  const World& world_;
  std::string url_;
  Habits habits_;
  BlueskyViews views_;
  BlueskySessions sessions_;
};

}  // namespace clamor::simnet
