#include "exchange/archives/social.hpp"

#include <algorithm>
#include <utility>

#include "core/text.hpp"
#include "exchange/archives/values.hpp"

namespace clamor::exchange {
namespace {

constexpr std::string_view instagram = "https://www.instagram.com/", tiktok = "https://www.tiktok.com/@";

bool is_code(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
}

bool is_handle(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
  });
}

bool skip(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  return true;
}

std::string_view next_part(std::string_view& path) {
  const auto end = std::min(path.find('/'), path.size());
  const auto part = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return part;
}

}  // namespace

PostKey instagram_post(std::string_view code) {
  return {Network::other, std::string(instagram) + "p/" + std::string(code) + '/'};
}

PostKey tiktok_post(std::string_view handle, std::string_view id) {
  return {Network::other, tiktok_account(handle).id + "/video/" + std::string(id)};
}

AuthorKey instagram_account(std::string_view handle) {
  return {Network::other, std::string(instagram) + ascii_lower(handle) + '/'};
}

AuthorKey tiktok_account(std::string_view handle) {
  return {Network::other, std::string(tiktok) + ascii_lower(handle)};
}

std::optional<SocialPost> social_post_at(std::string_view address, std::string_view handle) {
  std::string_view path = address.substr(0, address.find_first_of("?#"));
  if (!skip(path, "https://") && !skip(path, "http://")) return {};
  skip(path, "www.");
  const auto host = next_part(path);
  auto first = next_part(path), second = next_part(path), third = next_part(path);
  if (host == "instagram.com") {
    if (second == "p" || second == "reel") first = std::exchange(second, third);
    if ((first != "p" && first != "reel" && first != "tv") || !is_code(second)) return {};
    skip(handle, "@");
    return SocialPost{instagram_post(second),
                      is_handle(handle) ? std::optional(instagram_account(handle)) : std::nullopt};
  }
  if (host == "tiktok.com" && skip(first, "@") && is_handle(first) &&
      (second == "video" || second == "photo") && all_digits(third))
    return SocialPost{tiktok_post(first, third), tiktok_account(first)};
  return {};
}

void add_social_page(Page page, std::optional<UtcTime> read_at, Findings& into) {
  Post& post = page.posts.front();
  post.url = post.key.uri;
  bool cut = false;
  post.text = truncate_utf8(post.text, max_text_bytes, &cut);
  if (cut) page.issues.push_back({"post", "the text was cut at 256 KB"});
  if (post.declared_tags.size() > max_tags) {
    post.declared_tags.resize(max_tags);
    page.issues.push_back({"post", "more hashtags than are kept"});
  }
  for (Author& author : page.authors) {
    author.url = author.key.id;
    author.handle = truncate_utf8(author.handle, max_name_bytes);
    author.display_name = truncate_utf8(author.display_name, max_name_bytes);
  }
  const auto made = post.created_at;
  into.pages.push_back({std::move(page), read_at ? read_at : made, {}, {}});
}

std::optional<UtcTime> time_of_seconds(std::optional<std::int64_t> seconds) {
  constexpr std::int64_t year_5138 = 100'000'000'000;
  if (!seconds || *seconds <= 0 || *seconds > year_5138) return {};
  return UtcTime{Millis{*seconds * 1000}};
}

}  // namespace clamor::exchange
