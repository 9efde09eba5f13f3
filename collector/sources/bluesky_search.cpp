#include "collector/sources/bluesky_search.hpp"

#include <algorithm>

#include "collector/sources/bluesky_post.hpp"

namespace clamor::collector {
namespace {

// Posts that were indexed late or backdated sort below ones we have: each walk reads this far past its mark.
constexpr Millis overlap = std::chrono::hours{1};

// The search gives no result beyond this offset.
constexpr int search_ceiling = 10'000;

// The instants of a page, as the server sorts: newest first, so the last row's is the oldest.
struct Span {
  std::optional<UtcTime> newest, last;
};
Span span_of(const std::vector<JsonRows::Row>& rows) {
  Span span;
  for (const auto& row : rows) {
    const auto at = row.json ? sort_at(*row.json) : std::nullopt;
    if (!at) continue;
    if (!span.newest || *at > *span.newest) span.newest = at;
    span.last = at;
  }
  return span;
}

// Does the window end here because the search shows no more of it?
bool at_ceiling(const SearchWindow& window, const std::string& cursor, int limit, std::size_t rows) {
  const auto next = cursor.empty() ? whole_number(window.cursor).value_or(0) + static_cast<std::int64_t>(rows)
                                   : whole_number(cursor).value_or(0);
  return next + limit > search_ceiling;
}

// What follows; empty: this was the last page. A short or empty page is not.
std::optional<SearchWindow> after(const SearchWindow& window, const std::string& cursor, int limit,
                                  const Span& span, Answer& answer) {
  const auto end_of_sight = [&](const char* why) {
    answer.reached_known = false;
    answer.page.issues.push_back({"the page", why});
    return std::nullopt;
  };
  constexpr const char* no_more = "the search shows no more than 10,000 posts: older ones are out of sight";
  // Dates beside a hashtag were reported to be ignored (2024): then there is no further window.
  if (window.until && span.newest && *span.newest >= *window.until) return end_of_sight(no_more);
  if (at_ceiling(window, cursor, limit, static_cast<std::size_t>(answer.rows))) {
    // The instant of the last row once more: others may share it.
    if (!span.last || (window.until && *span.last + Millis{1} >= *window.until)) return end_of_sight(no_more);
    return SearchWindow{{}, *span.last + Millis{1}};
  }
  if (cursor.empty()) return {};
  if (cursor == window.cursor || cursor.find(' ') != std::string::npos)
    return end_of_sight("the server gave the same page again: older posts stay out of sight");
  return SearchWindow{cursor, window.until};
}

void read_older(const Ask& ask, const Span& span, const std::optional<SearchWindow>& next, Answer& answer) {
  Cursor cursor = ask.cursor;
  if (cursor.newest.empty() && span.newest) cursor.newest = to_rfc3339(*span.newest);
  cursor.oldest = next ? next->text() : std::string();
  cursor.at_start = !next;
  if (next) answer.next = go_on(ask, cursor, cursor.oldest, {});
  answer.cursor = std::move(cursor);
}

// From the top down to the mark; the mark moves only when the walk is complete.
void read_newer(const Ask& ask, const Span& span, const std::optional<SearchWindow>& next, Answer& answer) {
  const auto mark = parse_rfc3339(ask.cursor.newest);
  std::string walk_newest = ask.walk_newest;
  if (walk_newest.empty() && span.newest) walk_newest = to_rfc3339(*span.newest);
  // The page's oldest decides nothing: one backdated post among new ones must not end the walk.
  const bool met = mark && span.newest && *span.newest <= *mark - overlap;
  if (!met && next) {
    answer.next = go_on(ask, ask.cursor, next->text(), walk_newest);
    return;
  }
  answer.reached_known = answer.reached_known || met || (mark && span.newest && *span.newest <= *mark);
  if (walk_newest.empty()) return;
  answer.cursor = ask.cursor;
  if (const auto top = parse_rfc3339(walk_newest); !mark || (top && *top > *mark))
    answer.cursor->newest = walk_newest;
}

}  // namespace

SearchWindow SearchWindow::read(std::string_view text) {
  const auto space = std::min(text.find(' '), text.size());
  SearchWindow window;
  window.cursor = text.substr(0, space);
  if (window.cursor == "-") window.cursor.clear();
  if (space < text.size()) window.until = parse_rfc3339(text.substr(space + 1));
  return window;
}

std::string SearchWindow::text() const {
  if (!until) return cursor;
  return (cursor.empty() ? "-" : cursor) + " " + to_rfc3339(*until);
}

SearchWindow window_of(const Ask& ask, int limit) {
  if (!ask.page_token.empty()) return SearchWindow::read(ask.page_token);
  if (ask.direction == Direction::newer) return {};
  auto window = SearchWindow::read(ask.cursor.oldest);
  if (const auto offset = whole_number(window.cursor))
    window.cursor = std::to_string(std::max<std::int64_t>(0, *offset - limit));
  return window;
}

void read_walk(const Ask& ask, int limit, const std::vector<JsonRows::Row>& rows, const std::string& cursor,
               Answer& answer) {
  const auto span = span_of(rows);
  const auto next = after(window_of(ask, limit), cursor, limit, span, answer);
  if (ask.direction == Direction::older)
    read_older(ask, span, next, answer);
  else
    read_newer(ask, span, next, answer);
}

}  // namespace clamor::collector
