// What becomes of a post after it was written: an edit, an end. Both reach every server at once.

#include <algorithm>

#include "simnet/random.hpp"
#include "simnet/world.hpp"

namespace clamor::simnet {
namespace {

// Notes of Mastodon and threads can be edited; elsewhere there is no such thing, or it leaves no mark.
bool editable(Kind kind) {
  return kind == Kind::mastodon || kind == Kind::lemmy || kind == Kind::piefed;
}

// Never so soon that whoever reads a server every hour could miss what was there before.
UtcTime some_hours_after(UtcTime at, Random& random) {
  return at + Millis(static_cast<std::int64_t>((2 + random.exponential(14)) * 3'600'000.0));
}

Edit reworded(const Post& post, UtcTime at) {
  Edit edit{at, post.pieces, post.tags};
  edit.pieces.push_back({Piece::words, post.language == "es" ? " (corregido)" : " (corrected)"});
  return edit;
}

Edit without_tags(const Post& post, UtcTime at) {
  Edit edit{at, post.pieces, {}};
  std::erase_if(edit.pieces, [](const Piece& piece) { return piece.kind == Piece::hashtag; });
  return edit;
}

}  // namespace

void change(World& world, Post& post, const WorldSize& size) {
  constexpr double drops_its_tags = 0.3;
  Random random(mixed(post.salt, 24));
  const UtcTime edit = some_hours_after(post.at, random), end = some_hours_after(post.at, random);
  const Kind kind = world.kind(world.person(post.author).home);
  if (random.chance(size.edited) && editable(kind) && edit < world.horizon)
    post.edit = random.chance(drops_its_tags) ? without_tags(post, edit) : reworded(post, edit);
  if (random.chance(size.deleted) && end < world.horizon) post.deleted = end;
}

}  // namespace clamor::simnet
