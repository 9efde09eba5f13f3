#include "simnet/kinds.hpp"

#include <iterator>

namespace clamor::simnet {
namespace {

// In the order in which a growing network gets them.
constexpr Kind fediverse[] = {Kind::mastodon, Kind::mastodon, Kind::mastodon, Kind::misskey,
                              Kind::lemmy,    Kind::peertube, Kind::mastodon, Kind::misskey,
                              Kind::piefed,   Kind::mastodon, Kind::peertube};

}  // namespace

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::mastodon:
      return "mastodon";
    case Kind::misskey:
      return "misskey";
    case Kind::lemmy:
    case Kind::piefed:
      return "lemmy";
    case Kind::peertube:
      return "peertube";
    case Kind::bluesky:
      return "bluesky";
  }
  return {};
}

std::string server_name(Kind kind, int place) {
  if (kind == Kind::bluesky) return "bsky.sim";
  const std::string stem(kind == Kind::mastodon ? "masto"
                         : kind == Kind::piefed ? "piefed"
                                                : kind_name(kind));
  return stem + "-" + std::to_string(place + 1) + ".sim";
}

std::vector<Kind> kinds_of(int servers) {
  std::vector<Kind> kinds;
  for (int place = 0; place + 1 < servers; ++place)
    kinds.push_back(fediverse[static_cast<std::size_t>(place) % std::size(fediverse)]);
  kinds.push_back(Kind::bluesky);
  return kinds;
}

}  // namespace clamor::simnet
