#pragma once
// One video as PeerTube and its search index list it, as a post with its author.

#include <optional>
#include <string>
#include <vector>

#include "collector/sources/json.hpp"
#include "core/page.hpp"

namespace clamor::collector {

std::optional<UtcTime> video_published_at(Json video);

// Lists cut a description; the hashtag may stand behind what they show of it.
bool description_is_cut(Json video);

// `tag`: a hashtag that the search itself proved, for servers whose lists leave a video's tags out; empty: it
// proved none. Adds posts, authors and issues to `page`.
void read_videos(const std::vector<JsonRows::Row>& rows, const std::string& server, const std::string& tag,
                 Page& page);

}  // namespace clamor::collector
