#include "collector/sources/bridged.hpp"

#include <algorithm>

#include "collector/sources/fediverse.hpp"

namespace clamor::collector {
namespace {

bool take(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  return true;
}

// Up to the next '/', which goes too.
std::string_view part(std::string_view& path) {
  const auto end = std::min(path.find('/'), path.size());
  const auto taken = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return taken;
}

bool is_plain(std::string_view word) {
  return !word.empty() && word.size() <= 256 && std::ranges::all_of(word, [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
           (letter >= 'A' && letter <= 'Z') ||
           std::string_view("._-:~").find(letter) != std::string_view::npos;
  });
}

bool is_number(std::string_view word) {
  return is_plain(word) && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<Original> original_on_bluesky(std::string_view uri) {
  if (!take(uri, "https://bsky.brid.gy/convert/ap/")) return {};
  auto path = uri;
  if (!take(path, "at://")) return {};
  const auto did = part(path);
  if (!did.starts_with("did:") || !is_plain(did) || part(path) != "app.bsky.feed.post" || !is_plain(path))
    return {};
  return Original{{Network::bluesky, std::string(uri)}, {Network::bluesky, std::string(did)}};
}

std::optional<Original> original_in_fediverse(std::string_view url) {
  auto path = url;
  if (!take(path, "https://")) return {};
  const auto host = std::string(part(path));
  auto name = part(path);
  const bool page =
      take(name, "@");  // https://host/@name/1 is the page of https://host/users/name/statuses/1
  if (!page) {
    if (name != "users") return {};
    name = part(path);
    if (part(path) != "statuses") return {};
  }
  if (!is_plain(host) || !is_plain(name) || !is_number(path)) return {};
  const auto author = fediverse_author(std::string(name), host);
  if (!author) return {};
  return Original{{Network::fediverse,
                   "https://" + host + "/users/" + std::string(name) + "/statuses/" + std::string(path)},
                  *author};
}

void become_original(const Original& original, Post& post) {
  post.key = original.post;
  post.author = original.author;
  post.counts = {};
  post.declares_tags = original.post.network == Network::bluesky;  // as its own network reads it
}

}  // namespace clamor::collector
