#pragma once
// A record that a database keeps, as the pages it was read from: so that it comes into another database by
// the rules by which it came into its own.

#include <vector>

#include "core/record.hpp"

namespace clamor::storage {

// `source`: a known one, for pages that hold people or edges alone.
std::vector<PreparedPage> pages_of(const PostRecord& record);
std::vector<PreparedPage> pages_of(const AuthorRecord& record, const std::string& source);
PreparedPage page_of(const EdgeRecord& record, const std::string& source);

}  // namespace clamor::storage
