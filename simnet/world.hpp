#pragma once
// The simulated world before any server shows it: who is there, who posted what when, who boosted it.
// Nothing here knows ports, JSON or HTTP.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "simnet/kinds.hpp"

namespace clamor::simnet {

// Who holds an account: a place in World::kinds. The Bluesky network is the last.
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
  bool opted_out = false;          // their profile says #nobot
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

// What an edit made of a post.
struct Edit {
  UtcTime at;
  std::vector<Piece> pieces;
  std::vector<std::string> tags;  // keys
};

struct Post {
  int author = 0;  // index into people
  UtcTime at;
  std::string title;  // of a thread or a video; a note has none
  std::vector<Piece> pieces;
  std::vector<std::string> record_tags;  // Bluesky: hashtags of the record that are not in the text
  std::vector<std::string> tags;         // keys of all its hashtags, each once
  std::optional<Edit> edit;
  std::optional<UtcTime> deleted;
  std::string language;
  std::string warning;  // content warning; empty: none
  int parent = -1;      // the post it answers, index into posts
  int root = -1;
  int quoted = -1;
  int images = 0;
  bool card = false;               // shows a preview of its link
  bool wide_hash = false;          // Bluesky: '＃' instead of '#'
  bool unlisted = false;           // Mastodon: public, but in no hashtag timeline there
  bool filed = false;              // a note that Lemmy's communities took in
  bool listed_tags = true;         // a video: its hashtags are tags of it, not only words of its description
  std::uint64_t salt = 0;          // for everything small that must be stable
  std::vector<Act> boosts, likes;  // in time order
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
  std::vector<Kind> kinds;      // of the servers, by Home
  UtcTime start, end, horizon;  // posts exist up to horizon: beyond end only in a live world
  std::vector<Person> people;   // those who may post first, then those who only boost and like
  std::vector<Post> posts;      // in time order
  std::vector<Shock> shocks;
  double late = 0;  // share of a server's arrivals that are hours late
  Home bluesky() const { return static_cast<Home>(kinds.size()) - 1; }
  Kind kind(Home home) const { return kinds[static_cast<std::size_t>(home)]; }
  const Person& person(int index) const { return people[static_cast<std::size_t>(index)]; }
  const Post& post(int index) const { return posts[static_cast<std::size_t>(index)]; }
  Home home_of(int post_index) const { return person(post(post_index).author).home; }
};

// What became of a post by then.
inline bool gone(const Post& post, UtcTime now) {
  return post.deleted && *post.deleted <= now;
}
inline bool edited(const Post& post, UtcTime now) {
  return post.edit && post.edit->at <= now;
}
inline const std::vector<Piece>& pieces_at(const Post& post, UtcTime now) {
  return edited(post, now) ? post.edit->pieces : post.pieces;
}
inline const std::vector<std::string>& tags_at(const Post& post, UtcTime now) {
  return edited(post, now) ? post.edit->tags : post.tags;
}
bool tagged(const Post& post, const std::string& key, UtcTime now);

struct WorldSize {
  std::uint64_t seed = 1;
  int days = 30;
  std::vector<Kind> kinds = kinds_of(4);
  UtcTime end;
  bool live = false;
  int pace = 60;  // how many times faster than in life posts come in the live time
  int posts = 0;  // about so many; 0: as many as a campaign of that length has
  double edited = 0, deleted = 0, late = 0, opted_out = 0;  // shares of posts, of arrivals, of people
  Home bluesky() const { return static_cast<Home>(kinds.size()) - 1; }
};
World make_world(const WorldSize& size);

inline constexpr std::string_view petition_url = "https://example.org/peticion";
inline constexpr std::string_view campaign_zone = "America/Mexico_City";
// The tracked hashtags, spelled as the campaign spells them.
inline constexpr std::string_view tracked_tags[] = {"FreeThemAll", "ViralicemosLaResponsabilidad"};

// The parts of make_world, one file each.
std::vector<Person> make_people(const WorldSize& size, double scale);
struct Spark {  // a post that will be written
  UtcTime at;
  int author = 0;
  int parent = -1;  // index into the sparks
  enum Tie { none, reply, quote } tie = none;
};
std::vector<Shock> make_shocks(const WorldSize& size);
std::vector<Spark> make_cascade(const WorldSize& size, const std::vector<Person>& people,
                                const std::vector<Shock>& shocks, UtcTime horizon, double scale);
void write_text(World& world, Post& post);                     // its pieces, tags, pictures and warning
void spread(World& world, Post& post);                         // boosts and likes
void change(World& world, Post& post, const WorldSize& size);  // its edit and its end, if it has them

}  // namespace clamor::simnet
