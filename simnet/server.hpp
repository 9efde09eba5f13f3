#pragma once
// A family: one simulated server, whatever API it speaks. One file (or a few) per kind.

#include <string>
#include <string_view>

#include "simnet/addresses.hpp"
#include "simnet/http.hpp"

namespace clamor::simnet {

class Server {
 public:
  virtual ~Server() = default;

  // What it answers to someone who is not signed in, at that moment of the simulated time.
  virtual Response handle(const Request& request, UtcTime now) = 0;
  // Its own words for an error: "Too many requests" with 429.
  virtual Response error(int status, std::string_view message) const = 0;

  // What the truth may count on: whether it shows this post to whoever asks for the hashtag (as the campaign
  // spells it), and the counts it tells of it; a count its API has no word for is 0.
  virtual bool lists(int post, std::string_view tag, UtcTime now) const = 0;
  virtual Counts told(int post, UtcTime now) const = 0;
};

// What a server needs of the world around it. The references outlive every server.
struct Surroundings {
  const World& world;
  const Addresses& addresses;
  Home self = 0;

  const ServerView& view() const { return addresses.view(self); }
  const std::string& url() const { return addresses.url(self); }
  std::string host() const { return addresses.host(self); }
  const Post& post(int index) const { return world.post(index); }
  const Person& person(int index) const { return world.person(index); }
  bool lives_here(int post_index) const { return world.home_of(post_index) == self; }
};

// What a server can be told to be like, apart from the troubles that stand before it (faults.hpp).
struct Habits {
  bool closed_feed = false;   // hashtag feeds need a login
  bool short_pages = false;   // pages with fewer or no rows, that go on all the same
  bool no_link = false;       // no Link header
  bool odd_401 = false;       // 401 for a parameter it does not like
  bool blocks = false;        // hides the posts of some authors, after the page was cut
  bool wrong_counts = false;  // of posts that live elsewhere
  int token_uses = 0;         // Bluesky: how often an access token works; 0: for ever
};

// Whether a server that blocks leaves this post out of all its lists: about one author in ten.
bool hides(const Surroundings& around, const Habits& habits, int post);
// The counts it tells of a post; wrong ones, where that is its habit, of what lives elsewhere.
Counts told_counts(const Surroundings& around, bool wrong_counts, int post, UtcTime now);

}  // namespace clamor::simnet
