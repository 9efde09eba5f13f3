#pragma once
// The simulated world before any server shows it: who is there, who posted what when, who boosted it.
// Nothing here knows ports, JSON or HTTP.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace clamor::simnet {

// Who holds an account: Mastodon servers are 0 to servers-1, the Bluesky network is `servers`.
using Home = int;

struct Person {
  int number = 0;  // from 1; the name says it
  Home home = 0;
  std::string handle;    // "cuenta_simulada_17"; on Bluesky "cuenta-simulada-17.bsky.sim"
  std::string name;      // "cuenta simulada 17"
  std::string note;      // says SIMULADO
  std::string language;  // "es" or "en"
  bool bot = false, organisation = false;
  bool deactivated = false;        // Bluesky only: their posts are found and then dropped
  bool hidden_signed_out = false;  // Bluesky label !no-unauthenticated, Mastodon noindex
  int followers = 0, following = 0;
  double activity = 1;  // weight of being the one who posts
  UtcTime joined;
  std::vector<int> posts;  // indices into posts, in time order
};

// A text in pieces, so that each network can write it its own way.
struct Piece {
  enum Kind { words, hashtag, plain_hash, address, link, paragraph };
  Kind kind = words;
  std::string text;  // hashtag: the spelling, without '#'
  int person = -1;   // address: index into people
};

// One boost or like: who and when.
struct Act {
  int person = 0;
  UtcTime at;
};

struct Post {
  int author = 0;  // index into people
  UtcTime at;
  std::vector<Piece> pieces;
  std::vector<std::string> record_tags;  // Bluesky: hashtags of the record that are not in the text
  std::vector<std::string> tags;         // keys of all its hashtags, each once
  std::string language;
  std::string warning;  // content warning; empty: none
  int parent = -1;      // the post it answers, index into posts
  int root = -1;
  int quoted = -1;
  int images = 0;
  bool card = false;                  // shows a preview of its link
  bool wide_hash = false;             // Bluesky: '＃' instead of '#'
  bool unlisted = false;              // Mastodon: public, but in no hashtag timeline
  std::uint64_t salt = 0;             // for everything small that must be stable
  std::vector<Act> boosts, likes;     // in time order
  std::vector<int> replies, quoters;  // indices into posts, in time order
};

// Something that happened outside and made many people post at once.
struct Shock {
  UtcTime at;
  std::string name;
  double size = 0;  // posts it starts by itself
};

struct World {
  std::uint64_t seed = 0;
  int servers = 0;
  UtcTime start, end, horizon;  // posts exist up to horizon: beyond end only in a live world
  std::vector<Person> people;   // those who may post first, then those who only boost and like
  std::vector<Post> posts;      // in time order
  std::vector<Shock> shocks;
  Home bluesky() const { return servers; }
};

struct WorldSize {
  std::uint64_t seed = 1;
  int days = 30;
  int servers = 3;
  UtcTime end;
  bool live = false;
};
World make_world(const WorldSize& size);

inline constexpr std::string_view petition_url = "https://example.org/peticion";
inline constexpr std::string_view campaign_zone = "America/Mexico_City";
// The tracked hashtags, spelled as the campaign spells them.
inline constexpr std::string_view tracked_tags[] = {"FreeThemAll", "ViralicemosLaResponsabilidad"};

// The parts of make_world, one file each.
std::vector<Person> make_people(const WorldSize& size);
struct Spark {  // a post that will be written
  UtcTime at;
  int author = 0;
  int parent = -1;  // index into the sparks
  enum Tie { none, reply, quote } tie = none;
};
std::vector<Shock> make_shocks(const WorldSize& size);
std::vector<Spark> make_cascade(const WorldSize& size, const std::vector<Person>& people,
                                const std::vector<Shock>& shocks, UtcTime horizon);
void write_text(World& world, Post& post);  // its pieces, tags, pictures and warning
void spread(World& world, Post& post);      // boosts and likes

}  // namespace clamor::simnet
