#pragma once
// Ids of the Mastodon API are opaque, but most say by themselves which of two is newer.

#include <string>
#include <string_view>
#include <vector>

namespace clamor::collector {

// Snowflakes, ULIDs, Flakes, aids: letters and digits that grow with time. Not snac's (a time, then a
// digest).
bool sorts_by_age(std::string_view id);
// Only of two ids that sort: the longer, then the lexicographically greater.
bool is_newer(std::string_view id, std::string_view than);

// Where a page stands. `ids` in the page's order, which says newest first where the ids themselves say
// nothing.
std::string newest_mark(const std::vector<std::string>& ids);  // one id, or the first few that do not sort
std::string oldest_id(const std::vector<std::string>& ids);
// Does the page reach down to what `mark` stands for?
bool meets(const std::vector<std::string>& ids, std::string_view mark);

}  // namespace clamor::collector
