#pragma once
// What a post, an author and a count are, as plain records: the collector and the importers make them, intake
// enriches them, the store keeps them. No record owns behaviour; a field that was not given is empty.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/network.hpp"
#include "core/time.hpp"

namespace clamor {

// Network + canonical global id: ActivityPub object uri, at:// URI, native id. The same post seen through five
// servers has one key.
struct PostKey {
  Network network = Network::other;
  std::string uri;
  friend bool operator==(const PostKey&, const PostKey&) = default;
  friend auto operator<=>(const PostKey&, const PostKey&) = default;
};

// Network + the id that stays: fediverse "user@host" in lower case (what every kind of server gives, see
// docs/decisions), Bluesky DID.
struct AuthorKey {
  Network network = Network::other;
  std::string id;
  friend bool operator==(const AuthorKey&, const AuthorKey&) = default;
  friend auto operator<=>(const AuthorKey&, const AuthorKey&) = default;
};

// One reading of a post's counts: a count the server did not give is empty, never zero.
struct Counts {
  std::optional<std::int64_t> likes, boosts, replies, quotes, views;
  bool any() const { return likes || boosts || replies || quotes || views; }
  friend bool operator==(const Counts&, const Counts&) = default;
};

// What an author's profile says about being listed, indexed and shown. Empty: the server does not say.
struct Consent {
  std::optional<bool> discoverable, indexable, noindex, hidden_from_signed_out;
  friend bool operator==(const Consent&, const Consent&) = default;
};

struct Author {
  AuthorKey key;
  std::string handle;        // "user@host", "name.bsky.social"
  std::string display_name;  // at most 1 KB
  std::string uri, url;      // actor id and profile page, when given
  std::optional<UtcTime> created_at;
  std::optional<bool> bot, group;
  std::optional<std::int64_t> followers, following, posts;
  Consent consent;
  std::vector<std::string> profile_tags;  // hashtags of what it says of itself, to honour #nobot; never stored
};

// Who did what to whom, by which post. A boost has no post of its own: `post` is the boosted one.
enum class EdgeKind : int { reply = 1, quote = 2, boost = 3, address = 4 };

struct Edge {
  EdgeKind kind = EdgeKind::address;
  AuthorKey from;
  std::optional<AuthorKey> to;      // empty when the server names only a post
  PostKey post;                     // the acting post; for a boost the boosted post
  std::optional<PostKey> to_post;   // the parent or quoted post, when known
  std::optional<UtcTime> not_before, at;  // it happened in (not_before, at]; both empty: unknown
};

struct Post {
  PostKey key;
  AuthorKey author;
  std::string native_id;  // as the asked server calls it: opaque, for paging and re-reading
  std::string url;        // page for people, may be empty
  std::string text;       // plain text, UTF-8, at most 256 KB
  std::vector<std::string> declared_tags;  // hashtags the network itself declares, spelling kept, no '#'
  bool declares_tags = false;  // the network's declaration is the only truth (Bluesky facets, archives of X)
  std::vector<std::string> links;
  std::optional<UtcTime> created_at;  // the author's claim
  std::optional<UtcTime> indexed_at;  // when the asked server says it first saw the post
  std::optional<UtcTime> edited_at;
  std::string language;  // claimed, BCP 47, may be empty
  std::optional<PostKey> reply_to, root, quote_of;
  bool is_reply = false;  // also when the parent's key is not known
  bool sensitive = false;
  int media = 0;
  Counts counts;
};

// Something that could not be read. It is kept and shown per source: nothing is dropped in silence.
struct Issue {
  std::string where;  // "post 3 of the page", "created_at"
  std::string what;   // one sentence, sanitised, at most 200 bytes
};

}  // namespace clamor
