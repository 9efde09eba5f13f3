#pragma once
// Stands between the program and the system, SQLite and the standard library with it, and ends the process like a
// kill -9 at a chosen call. In whatever executable fatal_calls.cpp is linked into.

#include <cstdint>
#include <set>

namespace clamor::storage::test {

// From now on the process dies at the n-th call that changes a file or a folder, before it is carried out. 0: never.
void die_at_call(std::int64_t n);
std::int64_t calls_made();  // such calls since then
std::set<std::int64_t> naming_calls();  // which of them gave a name or took one away

}  // namespace clamor::storage::test
