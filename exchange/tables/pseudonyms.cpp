#include "exchange/pseudonyms.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace clamor::exchange {

// Kind and network are part of what is signed: an author and a post with one id get unlike labels.
std::string Pseudonyms::label(std::string_view kind, Network network, std::string_view id) const {
  std::string text(kind);
  (text += network_name(network)) += '\n';
  text += id;
  return std::string(kind) + '-' + hex(hash_.of(text, 8));
}

std::string Pseudonyms::author(const AuthorKey& key) const {
  return label("a", key.network, key.id);
}
std::string Pseudonyms::post(const PostKey& key) const {
  return label("p", key.network, key.uri);
}

namespace {

std::string lower(std::string_view text) {
  std::string small(text);
  for (char& letter : small) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return small;
}

// Places where nearly every page is somebody's.
constexpr std::array social{"bsky.app",     "x.com",         "twitter.com",  "t.co",         "facebook.com",
                            "fb.com",       "instagram.com", "threads.net",  "threads.com",  "tiktok.com",
                            "t.me",         "telegram.me",   "wa.me",        "whatsapp.com", "youtube.com",
                            "youtu.be",     "reddit.com",    "linkedin.com", "tumblr.com",   "medium.com",
                            "substack.com", "vk.com",        "njump.me",     "github.com",   "linktr.ee",
                            "ko-fi.com",    "patreon.com"};
// Parts of paths where servers of the fediverse keep people and posts.
constexpr std::array personal{"/@",        "%40",       "@",          "/u/",        "/c/",
                              "/users/",   "/user/",    "/statuses/", "/notes/",    "/notice/",
                              "/objects/", "/profile/", "/profiles/", "/status/",   "/posts/",
                              "/post/",    "/comment/", "/a/",        "/accounts/", "/video-channels/",
                              "/channel/", "/author/",  "did:",       "/people/",   "/web/"};

}  // namespace

std::string host_of(std::string_view url) {
  const std::string small = lower(url);
  const std::string_view view = small;
  const std::size_t scheme = view.find("://");
  if (scheme == std::string_view::npos ||
      (view.substr(0, scheme) != "http" && view.substr(0, scheme) != "https"))
    return {};
  std::string_view host = view.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (!host.starts_with('[')) host = host.substr(0, host.find(':'));
  return std::string(host);
}

bool leads_to_a_person(std::string_view url) {
  const std::string host = host_of(url);
  if (host.empty()) return true;
  const bool of_a_network = std::ranges::any_of(social, [&](std::string_view name) {
    return host == name || (host.ends_with(name) && host[host.size() - name.size() - 1] == '.');
  });
  if (of_a_network) return true;
  const std::string small = lower(url);
  return std::ranges::any_of(personal,
                             [&](std::string_view part) { return small.find(part) != std::string::npos; });
}

}  // namespace clamor::exchange
