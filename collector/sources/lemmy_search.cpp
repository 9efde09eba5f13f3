#include "collector/sources/lemmy_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "collector/sources/fediverse.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

// Order goes by the author's time: what came late or backdated sorts below what we have. Each walk reads this
// far past its mark; the search finds so little that this is rarely a page.
constexpr Millis overlap = std::chrono::hours{24};

Place start_of(std::size_t search, Dialect dialect) {
  Place place;
  place.search = search;
  if (dialect == Dialect::v4) place.page = Place::nothing;
  return place;
}

std::optional<std::size_t> number_in(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

Place read_place(std::string_view text, Dialect dialect, std::size_t searches) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const auto search = words.size() == 4 ? number_in(words[0]) : std::nullopt;
  if (!search || *search >= searches) return start_of(0, dialect);
  return {*search, std::string(words[1]), std::string(words[2]), words[3] == "1"};
}

std::string first_of(const std::vector<JsonRows::Row>& rows) {
  if (!rows.empty() && rows.front().json)
    for (const auto* what : {"comment", "post"})
      if (const auto item = object_at(*rows.front().json, what); item && count_at(*item, "id"))
        return what + id_at(*item, "id");
  return Place::nothing;
}

// Older PieFed lists all comments, whatever is searched for: that is not to be read to its end.
bool has_the_word(const std::vector<JsonRows::Row>& rows, const std::string& tag) {
  constexpr std::size_t enough_to_tell = 10;
  const auto key = hashtag_key(tag);
  return rows.size() < enough_to_tell || std::ranges::any_of(rows, [&](const JsonRows::Row& row) {
           return !row.json || hashtag_key(simdjson::minify(*row.json)).find(key) != std::string::npos;
         });
}

// What follows in the same search; empty: it is read.
std::optional<Place> below(const Place& place, const JsonRows& rows, const Ask& ask, Dialect dialect,
                           Answer& answer) {
  const auto end_of_search = [&](const char* why) {
    answer.page.issues.push_back({"the page", why});
    return std::nullopt;
  };
  const bool goes_on = dialect == Dialect::v4 ? !rows.beside.empty() : !rows.rows().empty();
  if (!goes_on) return {};
  if (!has_the_word(rows.rows(), ask.tag))
    return end_of_search("the server answers with what does not have the word: it cannot search there");
  Place next = place;
  next.first = first_of(rows.rows());
  if (dialect == Dialect::v4) {
    next.page = rows.beside.find(' ') == std::string::npos ? rows.beside : place.page;
  } else {
    next.page = std::to_string(number_in(place.page).value_or(1) + 1);
  }
  if (next.page == place.page || (next.first != Place::nothing && next.first == place.first)) {
    answer.reached_known = false;
    return end_of_search("the server gave the same page again: older posts stay out of sight");
  }
  return next;
}

std::string later(const std::string& mark, std::optional<UtcTime> than) {
  const auto at = parse_rfc3339(mark);
  return than && (!at || *than > *at) ? to_rfc3339(*than) : mark;
}

}  // namespace

Dialect dialect_of(const ServerFacts& facts) {
  if (facts.software.starts_with("piefed")) return Dialect::piefed;
  const bool old = facts.software.empty() || facts.software.starts_with("lemmy 0.");
  return old ? Dialect::v3 : Dialect::v4;
}

std::vector<Search> searches_of(const Ask& ask, Dialect dialect) {
  // PieFed's full text has words; Lemmy's looks for the letters as they are, capitals aside, accents not.
  const std::string sign = dialect == Dialect::piefed ? "" : "#";
  std::vector<std::string> spellings{sign + ask.tag};
  if (const auto plain = hashtag_key(ask.tag); plain != ascii_lower(ask.tag))
    spellings.push_back(sign + plain);
  std::vector<Search> searches;
  for (const std::string_view among : {"Posts", "Comments"})
    for (const auto& words : spellings)
      if (dialect != Dialect::v4) searches.push_back({among, words});
  if (dialect == Dialect::v4)
    for (const auto& words : spellings) searches.push_back({{}, words});
  return searches;
}

// In a later run pages have moved: new posts push them down, which repeats some, deletions pull them up,
// which would skip some. One page back makes up for the second.
Place place_of(const Ask& ask, Dialect dialect, std::size_t searches) {
  if (!ask.page_token.empty()) return read_place(ask.page_token, dialect, searches);
  if (ask.direction == Direction::newer) return start_of(0, dialect);
  auto place = read_place(ask.cursor.oldest, dialect, searches);
  place.first = Place::nothing;
  if (const auto page = number_in(place.page); page && *page > 1) place.page = std::to_string(*page - 1);
  return place;
}

std::string Place::text() const {
  return fmt::format("{} {} {} {}", search, page, first, whole ? 1 : 0);
}

void read_walk(const Ask& ask, const Sheet& sheet, const JsonRows& rows, Answer& answer) {
  const auto& [dialect, searches, place, newest, last] = sheet;
  const auto mark = parse_rfc3339(ask.cursor.newest);
  const bool newer = ask.direction == Direction::newer;
  answer.reached_known = place.whole;
  auto next = below(place, rows, ask, dialect, answer);
  if (newer && mark && last && *last <= *mark - overlap) next.reset();
  if (!next && place.search + 1 < searches) {
    next = start_of(place.search + 1, dialect);
    next->whole = answer.reached_known;
  }
  Cursor cursor = ask.cursor;
  const auto walk_newest = later(ask.walk_newest, newest);
  if (newer) {
    if (!next) cursor.newest = later(cursor.newest, parse_rfc3339(walk_newest));
  } else {
    if (cursor.newest.empty()) cursor.newest = later({}, newest);
    cursor.oldest = next ? next->text() : std::string();
    cursor.at_start = !next;
  }
  if (next) {
    answer.next = ask;
    answer.next->cursor = cursor;
    answer.next->page_token = next->text();
    answer.next->walk_newest = walk_newest;
  }
  if (!newer || !next) answer.cursor = std::move(cursor);
}

}  // namespace clamor::collector
