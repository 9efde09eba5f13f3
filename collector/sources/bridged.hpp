#pragma once
// Bridgy Fed copies posts between Bluesky and the fediverse. A copy is its original seen from elsewhere:
// one post, one row, whichever of the two is met first (docs/decisions). Pure; the input may be anything.

#include <optional>
#include <string>
#include <string_view>

#include "core/post.hpp"

namespace clamor::collector {

struct Original {
  PostKey post;
  AuthorKey author;
};

// Of a copy in the fediverse, by its id: "https://bsky.brid.gy/convert/ap/at://DID/app.bsky.feed.post/KEY".
std::optional<Original> original_on_bluesky(std::string_view uri);

// Of a copy on Bluesky, by the address it names (`bridgyOriginalUrl`): a post's page or id on a Mastodon. The
// pages of other software do not tell the post's id: such a copy stays a post of its own.
std::optional<Original> original_in_fediverse(std::string_view url);

// What stays of a copy under its original's name: its counts are those of another network, where other people
// like and repeat it.
void become_original(const Original& original, Post& post);

}  // namespace clamor::collector
