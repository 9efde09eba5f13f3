#include "collector/sources/search_walk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace clamor::collector {
namespace {

SearchPlace read_place(std::string_view text, std::size_t searches, const std::string& first_page) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const auto search = words.size() == 4 ? whole_number(words[0]) : std::nullopt;
  if (!search || *search >= static_cast<std::int64_t>(searches)) return {.page = first_page};
  return {static_cast<std::size_t>(*search), std::string(words[1]), std::string(words[2]), words[3] == "1"};
}

std::string later(const std::string& mark, std::optional<UtcTime> than) {
  const auto at = parse_rfc3339(mark);
  return than && (!at || *than > *at) ? to_rfc3339(*than) : mark;
}

// The next page of the same search; empty: it is read, or shows no more.
std::optional<SearchPlace> below(const SearchPage& page, Answer& answer) {
  if (page.cut) answer.reached_known = false;
  if (!page.below || page.cut) return {};
  const bool again = page.first != SearchPlace::nothing && page.first == page.place.first;
  if (again || *page.below == page.place.page || page.below->find(' ') != std::string::npos) {
    answer.reached_known = false;
    answer.page.issues.push_back(
        {"the page", "the server gave the same page again: older posts stay out of sight"});
    return {};
  }
  return SearchPlace{page.place.search, *page.below, page.first, page.place.whole};
}

}  // namespace

std::string SearchPlace::text() const {
  return fmt::format("{} {} {} {}", search, page, first, whole ? 1 : 0);
}

SearchStanding standing_of(const Ask& ask, std::size_t searches, const std::string& first_page) {
  if (!ask.page_token.empty()) return {read_place(ask.page_token, searches, first_page), false};
  if (ask.direction == Direction::newer) return {{.page = first_page}, false};
  auto place = read_place(ask.cursor.oldest, searches, first_page);
  place.first = SearchPlace::nothing;
  return {std::move(place), true};
}

void read_times(const std::vector<JsonRows::Row>& rows, std::optional<UtcTime> (*time_of)(Json row),
                std::optional<UtcTime> now, SearchPage& page) {
  for (const auto& row : rows) {
    const auto at = row.json ? time_of(*row.json) : std::nullopt;
    if (!at) continue;
    page.last = at;
    if ((!page.newest || *at > *page.newest) && (!now || *at <= *now)) page.newest = at;
  }
}

void read_search(const Ask& ask, const SearchPage& page, Millis overlap, Answer& answer) {
  const auto mark = parse_rfc3339(ask.cursor.newest);
  const bool newer = ask.direction == Direction::newer;
  answer.reached_known = page.place.whole;
  answer.several_searches = page.searches > 1;
  answer.newest_row = page.newest;
  auto next = below(page, answer);
  if (newer && mark && page.last && *page.last <= *mark - overlap) next.reset();
  std::optional<SearchPlace> next_search;
  if (page.place.search + 1 < page.searches)
    next_search =
        SearchPlace{page.place.search + 1, page.first_page, SearchPlace::nothing, answer.reached_known};
  if (!next) next = next_search;

  Cursor cursor = ask.cursor;
  const auto walk_newest = later(ask.walk_newest, page.newest);
  if (newer) {
    if (!next) cursor.newest = later(cursor.newest, parse_rfc3339(walk_newest));
  } else {
    if (cursor.newest.empty()) cursor.newest = later({}, page.newest);
    cursor.oldest = next ? next->text() : std::string();
    cursor.at_start = !next;
  }
  if (next) answer.next = go_on(ask, cursor, next->text(), walk_newest);
  if (next_search) answer.next_search = go_on(ask, cursor, next_search->text(), walk_newest);
  if (!newer || !next) answer.cursor = std::move(cursor);
}

}  // namespace clamor::collector
