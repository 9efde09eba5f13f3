#pragma once
// Posts, reposts and profiles of Bluesky, read again.

#include "collector/rereads.hpp"

namespace clamor::collector {

class BlueskyRereads final : public Rereads {
 public:
  int most_posts() const override { return 25; }
  std::string native_id(const PostKey& key) const override { return key.uri; }
  net::HttpRequest posts_request(std::span<const PostName> posts, const Access& access) const override;
  Result<Page> read_posts(const net::HttpResponse& response, std::span<const PostName> posts,
                          const Access& access) const override;

  bool ends_session(const net::HttpResponse& response) const override;

  std::optional<net::HttpRequest> boosters_request(const PostName& post, const std::string& page_token,
                                                   const Access& access) const override;
  Result<Boosters> read_boosters(const net::HttpResponse& response, const PostName& post,
                                 const Access& access) const override;

  int most_profiles() const override { return 25; }
  bool profiles_first() const override { return true; }
  net::HttpRequest profiles_request(std::span<const AuthorKey> authors, const Access& access) const override;
  Result<Page> read_profiles(const net::HttpResponse& response, const Access& access) const override;
};

}  // namespace clamor::collector
