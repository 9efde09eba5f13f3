#pragma once
// The n-th allocation of the whole program fails, for n = 1, 2, 3 ... until a page is read, stored and told of without
// one: it is refused whole, and stored afterwards. The first failure alone, or every one from it on.

#include <cstdint>

namespace clamor::test {

enum class Fails { once, from_then_on };

// Each n up to `close`, then ever farther apart: every `close`-th part of what it has come to; 0: every n.
// How many allocations there were.
std::int64_t survive_while_a_page_is_stored(Fails fails, std::int64_t close);
std::int64_t survive_while_a_database_is_opened_and_told_of(Fails fails, std::int64_t close);

}  // namespace clamor::test
