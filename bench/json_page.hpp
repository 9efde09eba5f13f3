#pragma once
// A made-up page as Mastodon 4 writes it, and as the records that reading and intake make of it.

#include <string>
#include <vector>

#include "bench/generator.hpp"
#include "core/page.hpp"

namespace clamor::bench {

// The statuses of a page, each the text of one JSON object.
std::vector<std::string> statuses_of(const Generator& generator, const MadePage& page);
// The answer of a server that gives these statuses.
std::string body_of(const std::vector<std::string>& statuses);

// What the store gets: for measuring it without parsing.
PreparedPage prepared(const Generator& generator, const MadePage& page);

}  // namespace clamor::bench
