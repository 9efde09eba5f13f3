#pragma once
// The program's account of a simulated network against the network's own.

#include <simdjson.h>

#include <map>
#include <string>

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
// How often a server was asked before the moment it had named.
std::int64_t early_requests(const std::string& truth);

}  // namespace clamor::e2e
