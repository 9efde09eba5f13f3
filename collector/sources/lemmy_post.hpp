#pragma once
// Which API it is, and one post or comment as Lemmy and PieFed give it, as a post with its author and edges.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "collector/source.hpp"
#include "collector/sources/json.hpp"
#include "core/page.hpp"

namespace clamor::collector {

enum class Dialect { v3, v4, piefed };
Dialect dialect_of(const ServerFacts& facts);

// When a post or comment says it was published; without a zone it means UTC (0.18). Empty: it does not say.
std::optional<UtcTime> published_at(Json view);

// `languages`: by the server's numbers. A row that is neither post nor comment is left out. Adds posts,
// authors, edges and issues to `page`.
void read_views(const std::vector<JsonRows::Row>& rows, const std::string& server,
                const std::map<std::int64_t, std::string>& languages, Page& page);

}  // namespace clamor::collector
