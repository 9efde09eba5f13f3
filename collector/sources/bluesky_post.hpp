#pragma once
// One postView of app.bsky.feed, as a post with its author and edges.

#include <optional>
#include <string>
#include <vector>

#include "collector/sources/json.hpp"
#include "core/page.hpp"

namespace clamor::collector {

// Adds posts, authors, edges and issues to `page`.
void read_post_views(const std::vector<JsonRows::Row>& rows, Page& page);

// One profile, added to the page's authors. Empty: it has no DID.
std::optional<AuthorKey> read_profile(Json view, Page& page);

// What the server orders by: the earlier of the author's claim and its own first sight. Empty: neither is a
// date.
std::optional<UtcTime> sort_at(Json view);

}  // namespace clamor::collector
