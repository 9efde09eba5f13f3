#pragma once
// Videos of PeerTube, read again one by one: whole there, with all tags and the full description. Only at
// home, as the index has no such question and other servers' numbers lag.

#include "collector/rereads.hpp"

namespace clamor::collector {

class PeertubeRereads final : public Rereads {
 public:
  int most_posts() const override { return 1; }
  bool only_at_home() const override { return true; }
  std::string native_id(const PostKey& key) const override;
  net::HttpRequest posts_request(std::span<const PostName> posts, const Access& access) const override;
  Result<Page> read_posts(const net::HttpResponse& response, std::span<const PostName> posts,
                          const Access& access) const override;
};

}  // namespace clamor::collector
