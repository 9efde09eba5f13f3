#pragma once
// One Status of the Mastodon API, as a post with its author and edges.

#include <optional>
#include <string>
#include <vector>

#include "collector/sources/json.hpp"
#include "core/page.hpp"

namespace clamor::collector {

// `domain`: the account domain of accounts that come without one. `rows`: a whole page, because replies name
// their parents by ids that only this server knows. Adds posts, authors, edges and issues to `page`.
void read_statuses(const std::vector<JsonRows::Row>& rows, const std::string& server,
                   const std::string& domain, Page& page);

// One Account, added to the page's authors. Empty: it has no name.
std::optional<AuthorKey> read_account(Json account, const std::string& domain, Page& page);

}  // namespace clamor::collector
