#pragma once
// Posts as copies of them arrive, in any order and through any server. Every rule of merging is a minimum, a
// maximum or a union, so the order cannot matter:
//   text, author, language...  the copy with the newest edit, then the home server's, then the longest text
//   hashtags, links, themes, mentions   of the newest edit, all its copies together
//   charted time   the earliest any copy allows        first seen   the earliest
//   counts   each vantage has its own runs; best: the home's newest, else the highest of the newest
// Posts are held in memory: one met again and again is read once, and its row, sightings and growing runs
// wait for flush() to be written, with the edges, in the order in which they lie in the file.

#include <boost/container/small_vector.hpp>
#include <compare>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/page.hpp"
#include "storage/sqlite/authors.hpp"
#include "storage/sqlite/bulk.hpp"
#include "storage/sqlite/identity.hpp"
#include "storage/sqlite/recent.hpp"
#include "storage/sqlite/rollups.hpp"
#include "storage/sqlite/runs.hpp"
#include "storage/sqlite/touched.hpp"
#include "storage/store.hpp"

namespace clamor::storage {

enum class MentionState : int { counted = 1, deleted = 2, edited_away = 3, vetoed = 4, opted_out = 5 };

// What one saved copy did, for the caller's sums.
struct PostSaved {
  std::int64_t id = 0;
  std::int64_t at = 0;  // charted
  bool new_post = false, new_sighting = false;
  int new_mentions = 0, new_readings = 0;
  Contribution::Ids charted_tags;
};

// The numbers of an author as pages first told them.
struct AuthorNumbers {
  std::optional<std::int64_t> at;  // empty: they told none
  std::int64_t vantage = 0;
  bool home = false;
  Profile numbers;
  void take_first(const AuthorNumbers& other);
};
// A profile of a page. Its numbers are kept with the author's posts on the same page, or on their own.
struct PageAuthor {
  const Author* author = nullptr;
  std::int64_t id = 0;
  bool with_a_post = false;
};

class Posts {
 public:
  Posts(SQLite::Database& db, Keys& keys, Authors& authors, Rollups& rollups, Touched& touched);
  void forget();  // after anybody else changed rows
  void flush();   // before a transaction ends
  void set_tracked(std::unordered_set<std::int64_t> tags) { tracked_ = std::move(tags); }
  const std::unordered_set<std::int64_t>& tracked() const { return tracked_; }

  // `author`: what the page tells of the numbers of the post's author, if it does.
  PostSaved save(const PreparedPost& post, const Reading& reading, const PageAuthor* author = nullptr);
  void save(const Edge& edge);
  void boosters_read(const BoostersRead& read, std::int64_t vantage);  // the newest counts

  Names& tags() { return tags_; }

 private:
  struct MentionRow {
    std::int64_t tag = 0;
    std::int64_t edited = 0;
    bool vetoed = false;
    std::string spelling;
    MentionState state = MentionState::counted;
    friend bool operator==(const MentionRow&, const MentionRow&) = default;
  };
  // What copies say, and what a row keeps of them.
  struct Stored {
    std::int64_t id = 0;
    int network = 0;
    std::optional<std::int64_t> author;
    std::int64_t at = 0;
    int repair = 0;
    std::optional<std::int64_t> created_at;
    std::int64_t first_seen = 0, edited = 0;
    std::optional<std::int64_t> deleted;
    bool home = false;
    std::int64_t version = 0;
    std::string hashtags;
    std::optional<std::int64_t> reply_to, root, quote_of;
    bool is_reply = false, sensitive = false;
    std::int64_t media = 0;
    Counts counts;
  };
  struct Content {  // what is long and never compared
    std::string url, text, language, detected;
  };
  struct Sight {
    std::int64_t source = 0, first_seen = 0, last_seen = 0;
    std::optional<UtcTime> indexed_at;
    std::string native_id;
    AuthorNumbers author = {};
    bool unwritten = false;
  };
  struct Vantage {
    std::int64_t id = 0;
    bool home = false;
    Newest<Counts> newest;
  };
  template <class Row>
  using Few = boost::container::small_vector<Row, 1>;  // most posts have one
  struct Held {
    Stored row;
    enum class Write { nothing, counts, all, insert } write = Write::nothing;
    Few<MentionRow> mentions;
    Few<Sight> sights;
    Few<Vantage> vantages;
    std::unique_ptr<Content> content;  // as long as it waits to be written
    // Of the newest edit, as far as they were written since it is held.
    boost::container::small_vector<std::int64_t, 2> links, themes;
    bool waiting = false;  // named in waiting_
    void changed(Write what) { write = std::max(write, what); }
  };
  struct NewMention {
    std::int64_t at = 0, post = 0;
    int network = 0;
    std::optional<std::int64_t> author;
    MentionRow row;
  };
  struct EdgeRow {
    std::int64_t post = 0;
    int kind = 0;
    std::int64_t actor = 0, target = 0, to_post = 0;
    std::optional<std::int64_t> not_before, at;
    friend auto operator<=>(const EdgeRow&, const EdgeRow&) = default;
  };
  struct Rows;

  Held* find(std::int64_t id);  // nullptr: only heard of
  Held& hold(std::int64_t id);  // empty; not yet held
  void write_later(Held& held);
  void write_waiting();  // all but edges
  void write_new_mentions();
  void write(Held& held);
  bool load(Held& held);

  Stored facts_of(const PreparedPost& prepared, const Reading& reading, const PageAuthor* author,
                  std::int64_t id);
  static void take_content(Held& held, const Stored& facts, const PreparedPost& prepared);
  bool merge(Held& held, const Stored& facts, const PreparedPost& prepared);
  std::optional<std::int64_t> one_of(std::optional<std::int64_t> a, std::optional<std::int64_t> b);
  std::optional<std::int64_t> reference(const std::optional<PostKey>& key);

  Few<MentionRow> given_mentions(const PreparedPost& prepared, std::int64_t edited);
  static void merge_mention(Few<MentionRow>& rows, MentionRow row);
  static void settle_states(Few<MentionRow>& rows, std::int64_t newest_edit);
  void write_mentions(const Few<MentionRow>& before, std::int64_t at_before, bool moved, const Held& now);
  void write_words(const PreparedPost& prepared, Held& held);
  void drop_words(Held& held);
  bool sight(const PreparedPost& prepared, const Reading& reading, const PageAuthor* author, Held& held);
  int read_counts(const Counts& counts, const Reading& reading, bool home, Held& held);
  static Counts best_counts(const Few<Vantage>& vantages);
  Contribution contribution(const Held& held) const;

  SQLite::Database& db_;
  Keys& keys_;
  Authors& authors_;
  Rollups& rollups_;
  Touched& touched_;
  Names tags_, themes_;
  std::unordered_set<std::int64_t> tracked_;
  Recent<std::int64_t, Held> held_;
  std::vector<Held*> waiting_;
  std::vector<NewMention> new_mentions_;
  std::vector<EdgeRow> edges_;  // of the transaction
  Query load_, update_, update_content_, update_counts_, load_mentions_, drop_mention_, load_sources_,
      newest_below_, holding_, change_reading_, uri_, drop_links_, drop_themes_;
  Bulk add_post_, add_mention_, sighted_, add_reading_, add_link_, add_theme_, add_edge_;
};

}  // namespace clamor::storage
