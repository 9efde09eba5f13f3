#pragma once
// Misskey's API: how it is asked, and one Note of it as a post with its author and edges.

#include <optional>
#include <string>
#include <vector>

#include "collector/net/http.hpp"
#include "collector/sources/json.hpp"
#include "core/page.hpp"

namespace clamor::collector {

// A question: a POST with a JSON object of these members. The token goes into it: what servers before 13
// understand too.
net::HttpRequest ask_misskey(const std::string& url, const std::string& members, const Secret& token);

// `own_url`: scheme and host that the server's own notes have in their ids. Adds posts, authors, edges and
// issues to `page`.
void read_notes(const std::vector<JsonRows::Row>& rows, const std::string& own_url, Page& page);

// One user, added to the page's authors. Empty: nameless.
std::optional<AuthorKey> read_user(Json user, const std::string& own_url, Page& page);

}  // namespace clamor::collector
