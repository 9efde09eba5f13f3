#pragma once
// What a simulated server speaks, and which servers a network of some size has.

#include <string>
#include <string_view>
#include <vector>

namespace clamor::simnet {

enum class Kind { mastodon, misskey, lemmy, piefed, peertube, bluesky };

// As a campaign file names it: PieFed speaks an API like Lemmy's and is read as one.
std::string_view kind_name(Kind kind);
// "masto-1.sim", "misskey-4.sim", ..., "bsky.sim": what the config calls the server in that place.
std::string server_name(Kind kind, int place);

// Whether its people write short notes: they answer, quote and boost. Those of the others start threads or
// publish videos.
constexpr bool writes_notes(Kind kind) {
  return kind == Kind::mastodon || kind == Kind::misskey || kind == Kind::bluesky;
}

// Mastodon first, then the others in turn, the one Bluesky network last: 4 servers are three of Mastodon and
// Bluesky, 7 are of five kinds.
std::vector<Kind> kinds_of(int servers);

}  // namespace clamor::simnet
