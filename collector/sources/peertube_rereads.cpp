#include "collector/sources/peertube_rereads.hpp"

#include "collector/net/url.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/json.hpp"
#include "collector/sources/peertube_video.hpp"

namespace clamor::collector {

// https://HOST/videos/watch/UUID.
std::string PeertubeRereads::native_id(const PostKey& key) const {
  const std::string before = origin_of(key.uri) + "/videos/watch/";
  if (!key.uri.starts_with(before)) return {};
  const std::string uuid = key.uri.substr(before.size());
  return uuid.find_first_not_of("0123456789abcdefABCDEF-") == uuid.npos ? uuid : std::string{};
}

net::HttpRequest PeertubeRereads::posts_request(std::span<const PostName> posts, const Access& access) const {
  return get_json(access.server + "/api/v1/videos/" + net::percent_encode(posts.front().native_id),
                  access.session.token);
}

Result<Page> PeertubeRereads::read_posts(const net::HttpResponse& response, std::span<const PostName>,
                                         const Access& access) const {
  auto rows = JsonRows::read("[" + response.body + "]", {});
  if (!rows) return tl::unexpected(rows.error());
  Page page;
  page.issues = std::move(rows->issues);
  read_videos(rows->rows(), access.server, {}, page);
  return page;
}

}  // namespace clamor::collector
