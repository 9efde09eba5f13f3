#pragma once
// The program's account of a simulated network against the network's own.

#include <simdjson.h>

#include <map>
#include <string>
#include <vector>

#include "storage/store.hpp"

namespace clamor::e2e {

inline std::int64_t number(simdjson::dom::element object, const char* key) {
  return std::int64_t(object[key]);
}

inline std::string text(simdjson::dom::element object, const char* key) {
  return std::string(std::string_view(object[key]));
}

// Totals, sums of counts, tags and what each server holds: `status --json` and /truth.
void expect_equal(const std::string& status, const std::string& truth);

// Posts and mentions in all, and those of each server and tag: "masto-1.sim FreeThemAll".
using Tally = std::map<std::string, std::int64_t>;
Tally told(storage::Reader& reader);
Tally told(const std::string& truth);
// What posts sum up to, as the newest counts of their home servers tell: "boosts", "deleted"...
Tally sums(const storage::Totals& totals);
Tally sums(const std::string& truth);
// An outage as the truth tells it.
struct Outage {
  std::string server;
  UtcTime from, to;
};
std::vector<Outage> outages_in(const std::string& truth);
// The global names of all counted posts, in order; one that is there twice is there twice.
std::vector<std::string> stored_posts(storage::Reader& reader);
// How often a server was asked before the moment it had named.
std::int64_t early_requests(const std::string& truth);

}  // namespace clamor::e2e
