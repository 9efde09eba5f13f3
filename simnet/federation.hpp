#pragma once
// Which server of the fediverse knows which post since when, under which id, and what it believes of its
// counts. A server knows its own posts, those of people someone there follows, and those boosted or answered
// there, as far as its kind has a place for them.

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

// One server's view. Ids of Mastodon and Misskey grow with the post's own time, so a late arrival stands
// below newer ones; the others number posts as they arrive.
class ServerView {
 public:
  struct Known {
    std::uint64_t id = 0;
    int post = 0;
    UtcTime arrived;
    UtcTime created_at;  // as shown: whole seconds for posts from elsewhere
  };

  ServerView(const World& world, Home self);

  const std::vector<Known>& in_order() const { return in_order_; }  // by created_at, then id
  const Known* find(std::uint64_t id, UtcTime now) const;           // null: not known here yet, or gone
  const Known* of_post(int post, UtcTime now) const;                // likewise
  const Known* ever(int post) const;                                // whatever the time; null: never here
  const Known* ever_called(std::uint64_t id) const;
  // Places in `in_order` of posts that declare this hashtag in any of their versions, as this kind of server
  // compares hashtags: `key` is one of its own.
  const std::vector<std::uint32_t>& tagged(const std::string& key) const;
  std::string key_of(std::string_view spelling) const;
  std::uint64_t account_id(int person) const;
  int person_of(std::uint64_t account) const;  // -1: nobody
  Counts counts(int post, UtcTime now) const;
  // Whether this server, not the post's home, learned that this person boosted or liked it.
  bool heard(int post, int person) const;

 private:
  std::uint64_t id_from_time(const Known& known) const;

  const World& world_;
  Home self_;
  std::vector<Known> in_order_;
  std::vector<int> place_;  // by post; -1: never known here
  std::unordered_map<std::uint64_t, std::uint32_t> by_id_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> tags_;
};

// The hashtags that travel with a post, as spelled: a Lemmy thread declares none, its '#' is only text.
std::vector<std::string> declared_tags(const World& world, int post, UtcTime now);

// The counts of a post where it lives, now.
Counts true_counts(const World& world, int post, UtcTime now);

}  // namespace clamor::simnet
