#pragma once
// A campaign as tag pages give it, made up from a seed: the same numbers give the same posts on every
// machine. Authors follow Zipf's law, both languages, every poll overlaps the one before it. Names say that
// they are made up.

#include <cstdint>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace clamor::bench {

inline constexpr int page_size = 40;
inline constexpr int overlap = 4;  // posts of a page that the poll before it gave too, with other counts
inline constexpr int servers_asked = 5;
inline const std::vector<std::string> tracked_tags{"FreeThemAll", "ViralicemosLaResponsabilidad"};

struct MadeAuthor {
  std::int64_t number = 0;
  std::string user, host;  // host empty in `acct` only when the asked server is the author's own
  std::string display_name;
  UtcTime created_at;
  std::int64_t followers = 0, following = 0, posts = 0;
};

struct MadePost {
  std::int64_t number = 0;
  UtcTime at;
  std::int64_t author = 0;
  bool spanish = false;
  std::vector<std::string> words;  // of the text
  std::vector<std::string> tags;   // the tracked one first
  std::vector<std::int64_t> addressed;
  std::int64_t reply_to = -1;  // another post's number
  std::string link;
  int media = 0;
  std::int64_t likes = 0, boosts = 0, replies = 0;
};

// One answer of one server for one tag; `first` .. `first + new` are its new posts.
struct MadePage {
  int server = 0;
  std::string tag;
  UtcTime read_at;
  std::vector<MadePost> posts;  // newest first, as servers give them
};

class Generator {
 public:
  Generator(std::uint64_t seed, std::int64_t posts);

  std::int64_t pages() const;
  MadePage page(std::int64_t index) const;
  MadePost post(std::int64_t number, std::int64_t times_read) const;
  MadeAuthor author(std::int64_t number, UtcTime when) const;

  static std::string server(int number);  // "https://servidor-simulado-3.example"
  static std::string author_host(std::int64_t author);
  static std::string post_uri(std::int64_t number, const MadeAuthor& author);

 private:
  std::uint64_t seed_;
  std::int64_t posts_;
};

}  // namespace clamor::bench
