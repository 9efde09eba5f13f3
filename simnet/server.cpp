#include "simnet/server.hpp"

#include "simnet/random.hpp"

namespace clamor::simnet {

bool hides(const Surroundings& around, const Habits& habits, int post) {
  const auto author = static_cast<std::uint64_t>(around.post(post).author);
  return habits.blocks && !around.lives_here(post) && mixed(around.world.seed, 28, author) % 10 == 0;
}

Counts told_counts(const Surroundings& around, bool wrong_counts, int post, UtcTime now) {
  const Counts right = around.view().counts(post, now);
  if (!wrong_counts || around.lives_here(post)) return right;
  return {right.replies * 3 + 5, right.boosts * 3 + 17, right.likes * 3 + 29, right.quotes * 3 + 2};
}

}  // namespace clamor::simnet
