#pragma once
// Where a walk through Bluesky's post search stands. The search shows 10,000 results: what lies further back
// is asked for again, up to the date of the last one seen. Only for this kind.

#include <optional>
#include <string>
#include <string_view>

#include "collector/source.hpp"
#include "collector/sources/json.hpp"

namespace clamor::collector {

// As page tokens and cursors write it: "CURSOR", "CURSOR UNTIL", or "- UNTIL" where a window begins.
struct SearchWindow {
  std::string cursor;            // the server's; empty: the window's first page
  std::optional<UtcTime> until;  // exclusive; empty: the window that begins at the newest

  static SearchWindow read(std::string_view text);
  std::string text() const;  // empty: the very beginning
};

// The window of an ask. In a later run offsets have moved, as newer posts push results down, which repeats
// some, and deletions pull them up, which would skip some: one page back makes up for the second.
SearchWindow window_of(const Ask& ask, int limit);

// Sets cursor, next and reached_known of `answer`; `cursor`: what the server said goes on after the page.
void read_walk(const Ask& ask, int limit, const std::vector<JsonRows::Row>& rows, const std::string& cursor,
               Answer& answer);

}  // namespace clamor::collector
