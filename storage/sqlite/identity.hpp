#pragma once
// Finding rows by what they are. Long keys are found through an index of their 64-bit hash and then compared
// in full: a collision costs a comparison, never a mix-up (docs/decisions/0002). Only authors who are remembered in short
// are told apart otherwise (authors_met.hpp).

#include <absl/hash/hash.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/post.hpp"
#include "storage/sqlite/bulk.hpp"
#include "storage/sqlite/query.hpp"
#include "storage/sqlite/recent.hpp"

namespace clamor::storage {

// As stored: it begins with the time that a post's uri tells, where it tells one.
std::int64_t key_hash(Network network, std::string_view key);
// Tests cut the hash to prove the sentence above; 64 is whole. A database keeps one width for life.
void cut_key_hash(int bits);
// Of contents: eight bytes a step.
std::uint64_t hash_words(std::string_view bytes, std::uint64_t seed = 0);

// "HTTPS://Mastodon.Social:443/x" -> "mastodon.social"; another port stays. Empty: no URL.
std::string authority_of(std::string_view url);
// Whether counts read through `server`, as authority_of() says it, are those of the post's own network or
// server.
bool is_home(const PostKey& post, std::string_view server);
bool is_home(const AuthorKey& author, std::string_view server);

// Where and when a page was read, as ids.
struct Reading {
  std::int64_t source = 0, vantage = 0;
  std::string vantage_name, server;  // the second as authority_of() says it
  UtcTime at;
  bool sights = true;  // false: what is known was read again, as PreparedPage::reread says
};

// For tables in memory: quicker than the hash that is stored.
struct KeyHash {
  std::size_t operator()(const AuthorKey& key) const { return of(key.network, key.id); }
  std::size_t operator()(const PostKey& key) const { return of(key.network, key.uri); }
  static std::size_t of(Network network, std::string_view key) { return absl::HashOf(network, key); }
};

// Ids of small, much used names. Forget everything after a rollback.
class Names {
 public:
  Names(SQLite::Database& db, const char* find, const char* insert) : find_(db, find), insert_(db, insert) {}
  std::int64_t find(const std::string& name);  // 0: unknown
  std::int64_t ensure(const std::string& name);
  void forget() { ids_.clear(); }

 private:
  Query find_, insert_;
  std::unordered_map<std::string, std::int64_t, absl::Hash<std::string>> ids_;
};

// Keys of posts, read or only named; and links, which are looked up alike. Those just asked for are
// remembered: the edges of a page name its posts again. Whoever reads post_key or link in the same
// transaction calls flush() first; all that writes them is here, but for forget().
class Keys {
 public:
  explicit Keys(SQLite::Database& db);
  std::int64_t find_post(const PostKey& key);  // 0: never heard of
  std::int64_t ensure_post(const PostKey& key, bool* added = nullptr);
  std::int64_t stored_post(const PostKey& key);  // by the name it has in the table; 0: none has it
  void rename_post(std::int64_t id, const PostKey& name);
  std::int64_t ensure_link(const std::string& url);
  void flush();
  void forget();  // after a flush, when keys or links were changed or deleted

 private:
  // Hashes grow with time (key_hash() says why), and pages are read in order of time: most new keys lie behind
  // one that was looked for, and before the next that was stored then. Hashes from `first` up to, not including, `next`.
  struct Range {
    std::int64_t first = 0, next = 0;
    bool holds(std::int64_t hash) const { return first <= hash && hash < next; }
    // One that begins before this one and reaches it is joined with it; else it takes its place.
    Range with(const Range& lower) const {
      const bool joins = lower.first < first && lower.next >= first && lower.next <= next;
      return joins ? Range{lower.first, next} : lower;
    }
  };

  std::int64_t find_stored(const PostKey& key, std::int64_t hash);
  std::int64_t look_up(const PostKey& key, std::int64_t hash);
  std::int64_t add_post(const PostKey& key, std::int64_t hash);
  std::int64_t remember(const PostKey& key, std::int64_t id);
  std::int64_t remember(const std::string& url, std::int64_t id);

  SQLite::Database& db_;
  Recent<PostKey, std::int64_t, KeyHash> known_;
  Recent<std::string, std::int64_t> known_links_;
  std::int64_t newest_id_ = 0, newest_link_ = 0;
  Range all_known_;  // whatever of these is stored or waits to be is remembered
  Query find_post_, rename_post_, find_link_;
  Bulk add_post_, add_link_;
};

}  // namespace clamor::storage
