#pragma once
// One Note of Misskey's API, as a post with its author and edges.

#include <string>
#include <vector>

#include "collector/sources/json.hpp"
#include "core/page.hpp"

namespace clamor::collector {

// `own_url`: scheme and host that the server's own notes have in their ids. Adds posts, authors, edges and
// issues to `page`.
void read_notes(const std::vector<JsonRows::Row>& rows, const std::string& own_url, Page& page);

}  // namespace clamor::collector
