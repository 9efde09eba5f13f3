#pragma once
// Which Mastodon server knows which post since when, under which id, and what it believes of its counts.
// A server knows its own posts, those of people someone there follows, and those boosted or answered there.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "simnet/world.hpp"

namespace clamor::simnet {

struct Counts {
  int replies = 0, boosts = 0, likes = 0, quotes = 0;
  int engagement() const { return replies + boosts + likes + quotes; }
};

// One server's view. Ids are snowflakes: the post's own time and sixteen bits of noise, other on every
// server.
class ServerView {
 public:
  struct Known {
    std::uint64_t id = 0;
    int post = 0;
    UtcTime arrived;
    UtcTime created_at;  // as shown: whole seconds for posts from elsewhere
  };

  ServerView(const World& world, Home self);

  Home self() const { return self_; }
  const std::vector<Known>& by_id() const { return by_id_; }  // ascending
  const Known* find(std::uint64_t id, UtcTime now) const;     // null: not (yet) known here
  const Known* of_post(int post, UtcTime now) const;
  const std::vector<std::uint32_t>& tagged(const std::string& key) const;  // places in by_id, ascending
  std::uint64_t account_id(int person) const;
  Counts counts(int post, UtcTime now) const;
  // Whether this server, not the post's home, learned that this person boosted or liked it.
  bool heard(int post, int person) const;

 private:
  const World& world_;
  Home self_;
  std::vector<Known> by_id_;
  std::vector<int> place_;  // by post; -1: never known here
  std::unordered_map<std::string, std::vector<std::uint32_t>> tags_;
};

// The counts of a post where it lives, now.
Counts true_counts(const World& world, int post, UtcTime now);

}  // namespace clamor::simnet
