#pragma once
// What a database keeps of posts, people and what joins them, as plain records: the store streams them,
// tables are made of them. Nothing here has an id of the store.

#include <string>
#include <vector>

#include "core/page.hpp"

namespace clamor {

// What became of a post under a tracked hashtag. The numbers are stored.
enum class MentionFate : int { counted = 1, deleted = 2, edited_away = 3, vetoed = 4, opted_out = 5 };

// Why nothing but an hour and hashtags is left of a post. The numbers are stored.
enum class Gone : int { deleted = 1, forgotten = 2, expired = 3, opted_out = 4 };

struct MentionRecord {
  std::string tag;       // key
  std::string spelling;  // empty when deleted or vetoed
  MentionFate fate = MentionFate::counted;
  bool tracked = true;               // by the campaign as it is configured now
  std::optional<UtcTime> edited_at;  // the newest edit that still had the tag
};

struct AuthorReading {
  std::string vantage;
  bool home = false;
  UtcTime at, until;
  std::optional<std::int64_t> followers, following, posts;
  bool with_post = false;  // told with a post of theirs, whose sighting has it too
};

struct Sighting {
  std::string source;
  UtcTime first_seen, last_seen;
  std::optional<UtcTime> indexed_at;
  std::string native_id;
  std::optional<AuthorReading> author;  // of the post, as this source first told it
};

// The same counts read from `at` to `until` through one server.
struct CountsReading {
  std::string vantage;
  bool home = false;  // else a lower bound
  UtcTime at, until;
  Counts counts;
};

struct PostRecord {
  Post post;  // declared_tags: every hashtag; counts: the best; author.id empty: nobody any more
  UtcTime charted_at;
  TimeRepair repair = TimeRepair::none;
  UtcTime first_seen;
  std::optional<UtcTime> deleted_at;
  std::optional<Gone> gone;  // why, together with deleted_at
  bool home = false;     // the copy kept was read at the post's home server
  bool listable = true;  // false: its author asked not to be indexed: count, do not show
  std::string detected_language, author_handle, author_name;
  std::vector<MentionRecord> mentions;
  std::vector<Sighting> sightings;
  std::vector<CountsReading> readings;
  std::vector<std::string> themes;
};

struct AuthorRecord {
  Author author;
  std::string vantage;  // where the profile was read; empty: known by key only
  std::optional<UtcTime> read_at;
  bool full = false;  // told more than a name
  bool listable = true;
  std::vector<AuthorReading> readings;             // by vantage, then time
  std::int64_t posts = 0;                          // counted
  std::int64_t boosts = 0;                         // known boosts of counted posts
  std::optional<UtcTime> first_post, newest_post;  // counted
};

// One edge with the time it is known to have happened by.
struct EdgeRecord {
  Edge edge;
  UtcTime at;            // of the edge; unknown: of its post
  bool counted = false;  // its post is a counted mention
};

// Everything of one kind between two accounts, over counted posts.
struct Tie {
  EdgeKind kind = EdgeKind::address;
  AuthorKey from, to;
  std::int64_t times = 0;
  UtcTime first, last;
};

// A link of one counted post, and how much it was shared in all.
struct LinkRecord {
  std::string url;
  PostKey post;
  AuthorKey author;
  UtcTime at;
  std::int64_t posts = 0, authors = 0;  // that shared this link
};

}  // namespace clamor
