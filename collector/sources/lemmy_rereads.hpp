#pragma once
// Posts and comments of Lemmy and PieFed, read again, each by a question of its own.

#include "collector/rereads.hpp"

namespace clamor::collector {

class LemmyRereads final : public Rereads {
 public:
  int most_posts() const override { return 1; }
  std::string native_id(const PostKey& key) const override;
  net::HttpRequest posts_request(std::span<const PostName> posts, const Access& access) const override;
  Result<Page> read_posts(const net::HttpResponse& response, std::span<const PostName> posts,
                          const Access& access) const override;
  bool says_missing(const net::HttpResponse& response) const override;
};

}  // namespace clamor::collector
