#pragma once
// How a hashtag is searched for on Lemmy and PieFed, and where such a walk stands. Only for this kind.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/source.hpp"
#include "collector/sources/json.hpp"

namespace clamor::collector {

enum class Dialect { v3, v4, piefed };
Dialect dialect_of(const ServerFacts& facts);

// One walk is several searches, one behind the other: what is searched for, among what.
struct Search {
  std::string_view among;  // "Posts", "Comments"; empty: all at once
  std::string words;
};
std::vector<Search> searches_of(const Ask& ask, Dialect dialect);

// Where a walk stands, as its page tokens and cursors write it.
struct Place {
  static constexpr const char* nothing = "-";
  std::size_t search = 0;
  std::string page = "1";       // a number, or the server's own cursor (v4)
  std::string first = nothing;  // the first row of the page before
  bool whole = true;            // no search was cut short

  std::string text() const;
};
Place place_of(const Ask& ask, Dialect dialect, std::size_t searches);

// A page: where it was asked for, its newest instant and that of its last row, which is its oldest.
struct Sheet {
  Dialect dialect;
  std::size_t searches;
  Place place;
  std::optional<UtcTime> newest, last;
};
// Sets cursor, next and reached_known of `answer`.
void read_walk(const Ask& ask, const Sheet& sheet, const JsonRows& rows, Answer& answer);

}  // namespace clamor::collector
