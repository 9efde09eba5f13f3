#pragma once
// The post itself, as its home server gives it to other servers.

#include "simnet/server.hpp"

namespace clamor::simnet {

// The answer at a post's uri: the ActivityPub object for those who ask for one, else a page for people.
Response activity_answer(const Request& request, const Surroundings& around, int post, UtcTime now);

// How often a video was watched.
int views_of(const Post& post, const Counts& counts);

// What the home of a deleted post answers where the kind keeps a tombstone.
Response tombstone(const std::string& uri);

}  // namespace clamor::simnet
