#pragma once
// A page is one answer of one source, first as read (`Page`), then prepared for the store (`PreparedPage`).
// A batch of prepared pages is what one transaction stores: posts, cursor, coverage and issues move together.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/interval.hpp"
#include "core/post.hpp"

namespace clamor {

// What `Source::parse` makes of bytes: facts only, nothing derived.
struct Page {
  std::vector<Post> posts;
  std::vector<Author> authors;  // profiles found beside the posts; a follower count in one is a reading
  std::vector<Edge> edges;
  std::vector<Issue> issues;
};

// Why a post is charted at another instant than its author claims.
enum class TimeRepair : int { none = 0, claim_in_future = 1, claim_before_network = 2, claim_missing = 3 };

// One post matched by one tracked hashtag.
struct Mention {
  std::string tag;       // the tracked hashtag's key (core/text.hpp)
  std::string spelling;  // as the author wrote it, without '#'
};

// What `intake::prepare` derived from one post.
struct PreparedPost {
  Post post;
  UtcTime charted_at;  // created_at, repaired
  TimeRepair repair = TimeRepair::none;
  std::vector<Mention> mentions;      // at most one per tracked hashtag; empty: does not count
  std::vector<std::string> vetoed;    // tracked keys whose spelling the config vetoes
  std::vector<std::string> hashtags;  // every hashtag, spelling kept
  std::vector<std::string> links;     // normalised
  std::vector<std::string> themes;    // names of matching config themes
  std::string detected_language;      // BCP 47, by X or by us; empty when too short to say
};

// Where the collection of one (source, tag) stands. Ids are opaque to all but the source that wrote them.
struct Cursor {
  std::string newest;     // everything the server had up to here has been stored...
  std::string oldest;     // ...back to here; where backfill goes on
  bool at_start = false;  // the server had nothing older
  friend bool operator==(const Cursor&, const Cursor&) = default;
};

enum class GapState : int { open = 1, filling = 2, closed = 3, unrecoverable = 4 };

struct Gap {
  Interval time;
  std::string cause;  // a word of the log: "unreachable", "rate_limited", "page_limit", "search_ceiling"...
  GapState state = GapState::open;
  std::int64_t recovered = 0;  // posts found later
  std::string reason = {};     // of an unrecoverable gap: why it cannot be filled
  // Where a source that reads newest first goes on, down to the newest post known below the gap. Opaque.
  std::string mark = {}, resume = {};
};

// A cause of its own: newer posts than fit on a page, read page by page. Once read nothing was missed, and the gap is no more.
inline constexpr std::string_view catching_up = "catching_up";

// Of a stream: polls went on meanwhile.
inline constexpr std::string_view stream_dropped = "stream_dropped";

// The last `depth` before `at` was read again, for posts that reached the server late.
struct Lookback {
  std::chrono::hours depth{0};
  UtcTime at;
};

// One line of the collector's own log.
struct RequestLog {
  UtcTime at;
  int status = 0;       // HTTP; 0: no answer
  int posts = 0;        // rows on the page
  std::string outcome;  // "ok", "rate_limited", "refused"...
};

// What a server itself counts of a hashtag on one UTC day: a gauge beside our collection, never mixed with
// it.
struct TagUse {
  UtcTime day;
  std::int64_t uses = 0, accounts = 0;
};

// Everybody known there to have boosted a post by `at` was listed, the newest first; it had `boosts` then.
struct BoostersRead {
  PostKey post;
  UtcTime at;
  std::int64_t boosts = 0;
};

struct PreparedPage {
  // Posts known before were read again: unknown ones are left out, none is sighted anew. `source` may then be
  // empty: a server that no source names was asked.
  bool reread = false;
  std::string source;   // the configured source's name
  std::string tag;      // key of the tracked hashtag asked for
  std::string vantage;  // server through which the counts were read: "https://mastodon.social"
  UtcTime read_at;
  std::vector<PreparedPost> posts;
  std::vector<Author> authors;
  bool full_profiles = false;  // they were full where they were read, though their numbers are not here
  std::vector<Edge> edges;
  std::vector<Issue> issues;
  std::optional<Cursor> cursor;   // the state after this page; empty: it does not move
  std::vector<Interval> covered;  // completely read, thanks to this page
  std::vector<Gap> gaps;          // opened or changed by this page
  std::optional<Lookback> lookback;  // completed by this page
  std::optional<RequestLog> request;
  std::vector<TagUse> tag_history;  // of `tag`, as the server tells it
  std::vector<PostKey> deleted;     // gone by `read_at`; they go after the posts of this page have come
  std::vector<AuthorKey> opted_out;  // counted and never stored; what is there of them goes first
  std::vector<BoostersRead> boosters_read;
};

}  // namespace clamor
