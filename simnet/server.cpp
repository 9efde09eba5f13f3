#include "simnet/server.hpp"

#include "simnet/random.hpp"

namespace clamor::simnet {

bool blocked(const Surroundings& around, int author) {
  return around.person(author).home != around.self &&
         mixed(around.world.seed, 28, static_cast<std::uint64_t>(author)) % 10 == 0;
}

Counts inflated(Counts counts) {
  return {counts.replies * 3 + 5, counts.boosts * 3 + 17, counts.likes * 3 + 29, counts.quotes * 3 + 2};
}

}  // namespace clamor::simnet
