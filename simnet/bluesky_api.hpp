#pragma once
// One Bluesky network behind one address: it signs people in as the entryway does, searches as the AppView
// does and tells everything as a Jetstream does.

#include <string>
#include <vector>

#include "simnet/bluesky_session.hpp"
#include "simnet/bluesky_views.hpp"
#include "simnet/server.hpp"

namespace clamor::simnet {

class BlueskyApi final : public Server {
 public:
  BlueskyApi(const World& world, std::string url, Habits habits);

  Response handle(const Request& request, UtcTime now) override;
  Response error(int status, std::string_view message) const override;
  bool lists(int post, std::string_view tag, UtcTime now) const override;
  Counts told(int post, UtcTime now) const override { return true_counts(world_, post, now); }
  const BlueskyViews& views() const { return views_; }
  const BlueskySessions::Account& account() const { return sessions_.account(); }

 private:
  Response jetstream(const Request& request, UtcTime now) const;
  std::vector<std::string> happened(UtcTime after, UtcTime now) const;
  Response search(const Request& request, UtcTime now) const;
  Response posts(const Request& request, UtcTime now) const;
  Response profiles(const Request& request, UtcTime now) const;
  Response one_profile(const Request& request, UtcTime now) const;
  Response quotes(const Request& request, UtcTime now) const;
  enum class Acts { reposts, likes };
  Response acts(const Request& request, Acts which, UtcTime now) const;

  const World& world_;
  std::string url_;
  Habits habits_;
  BlueskyViews views_;
  BlueskySessions sessions_;
};

}  // namespace clamor::simnet
