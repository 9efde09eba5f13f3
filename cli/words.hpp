#pragma once
// Sentences that more than one command says.

#include <string>

#include "cli/command.hpp"
#include "core/zone.hpp"
#include "storage/store.hpp"

namespace clamor::cli {

std::string database_path(const std::string& db);  // without "sqlite:"

// There is nothing yet: says how to start. Gives the exit code.
int say_no_database(Invocation& invocation, const std::string& db);

// "SIMULATED DATA: ..."; empty for real data.
std::string simulated_mark(const std::string& simulated);

// One line: what the state of a source means and what to do about it.
std::string state_for_people(const storage::SourceTotal& source);

// The "no posts today" rule: what was asked, what was found, when the newest post is from.
std::string what_was_asked(const std::vector<storage::SourceTotal>& sources, const storage::Totals& totals,
                           const Zone& zone, std::int64_t new_posts);

// Why what was erased still has bytes in the file, and what to do about it; empty: it has none.
std::string why_bytes_stay(const storage::Scrubbed& scrubbed);
std::string stopped_halfway();  // of `forget` and `prune`

// Why `clamor collect` ended with this exit code, for who did not see what it said; empty: as it should.
std::string why_collecting_ended(int exit_code);

}  // namespace clamor::cli
