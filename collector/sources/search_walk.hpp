#pragma once
// Walks of the kinds that search: several searches, one behind the other, each read from its newest result
// down, by numbers or cursors of pages. Where such a walk stands is written into its page tokens and cursors.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/source.hpp"
#include "collector/sources/json.hpp"

namespace clamor::collector {

struct SearchPlace {
  static constexpr const char* nothing = "-";
  std::size_t search = 0;
  std::string page;             // as the kind asks for it; no spaces
  std::string first = nothing;  // the first row of the page before
  bool whole = true;            // no search was cut short

  std::string text() const;
};
// Where an ask stands; `first_page`: how the first page of a search is asked for. What a cursor of an earlier
// run says is for the kind to step back from, as results have moved since (`resumed`).
struct SearchStanding {
  SearchPlace place;
  bool resumed = false;
};
SearchStanding standing_of(const Ask& ask, std::size_t searches, const std::string& first_page);

// What the walk reads of a page.
struct SearchPage {
  SearchPlace place;                         // of this page
  std::size_t searches = 1;                  // of the walk
  std::string first_page;                    // of each of them
  std::string first = SearchPlace::nothing;  // this page's first row
  std::optional<std::string> below = {};     // the next page of this search; empty: there is none
  bool cut = false;                          // the search goes on, and we cannot follow
  std::optional<UtcTime> newest = {};        // the newest instant on it, and that of its last row
  std::optional<UtcTime> last = {};
};

// The instants of a page. A claim beyond the server's own clock (its Date) must not become a mark.
void read_times(const std::vector<JsonRows::Row>& rows, std::optional<UtcTime> (*time_of)(Json row),
                std::optional<UtcTime> now, SearchPage& page);

// Sets what an answer says of the way on. A `newer` walk reads each search to `overlap` below the mark, as
// order goes by the author's time: what came late or is backdated sorts below what we have.
void read_search(const Ask& ask, const SearchPage& page, Millis overlap, Answer& answer);

}  // namespace clamor::collector
