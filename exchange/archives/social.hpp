#pragma once
// Posts of Instagram and TikTok, in the shape of their own web pages (Zeeschuimer, 4CAT). Neither has a
// network of its own here: both are `Network::other`, and keys are web addresses, as in tables of them.

#include "exchange/archives/json.hpp"

namespace clamor::exchange {

// Each adds a page with one post. An error is the reason why the record can't be read.
Result<void> read_instagram_post(Json post, std::optional<UtcTime> collected_at, Findings& into);
Result<void> read_tiktok_post(Json post, std::optional<UtcTime> collected_at, Findings& into);

// ---- shared with tables -----------------------------------------------------------------------------------

// One key for all addresses of a post: a reel is a post too, and a photo has the address of a video.
PostKey instagram_post(std::string_view code);
PostKey tiktok_post(std::string_view handle, std::string_view id);
// The address of a profile. Names are the same in any case.
AuthorKey instagram_account(std::string_view handle);
AuthorKey tiktok_account(std::string_view handle);

// The post of either that a web address leads to. `author` as far as the address tells it, else by `handle`;
// empty: that is no account's name.
struct SocialPost {
  PostKey key;
  std::optional<AuthorKey> author;
};
std::optional<SocialPost> social_post_at(std::string_view address, std::string_view handle);

// Its counts were read when the record says so, else no earlier than it was made.
void add_social_page(Page page, std::optional<UtcTime> read_at, Findings& into);
// Seconds since 1970.
std::optional<UtcTime> time_of_seconds(std::optional<std::int64_t> seconds);

}  // namespace clamor::exchange
