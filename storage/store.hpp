#pragma once
// What the program asks of its database, in the words of our subject. One implementation per database
// (storage/sqlite/, later storage/postgres/); one contract suite for all (tests/storage/store_contract.hpp).
// Expected trouble of a disk is an exception: StorageError. All SQL lives behind these verbs.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/opt_out.hpp"
#include "core/page.hpp"

namespace clamor::storage {

// The message says what, where and what to do. `locked`: another clamor writes the file; `busy`: another program has held
// its lock for longer than we wait. After `disk_full`, `busy` and `no_memory` a writer can be asked again; after
// `io`, a disk that failed to read, write or sync, it refuses everything: it has to be opened anew, which recovers what is
// there. So it does when memory runs out once more while it takes the first time back.
class StorageError : public std::runtime_error {
 public:
  enum class Kind { cannot_open, newer_schema, not_ours, locked, busy, disk_full, io, damaged, read_only, no_memory, refused, other };
  StorageError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

class Following;  // following.hpp

// ---- what the config says, so that the store can log changes (campaign_change) ------------------------
struct SourceSetup {
  std::string name, kind, server;
  Network network;
};
struct TagSetup {
  std::string key, label;
  std::vector<std::string> variants, veto;
};
struct CampaignSetup {
  std::string name, timezone;
  std::vector<TagSetup> tags;
  std::vector<SourceSetup> sources;
  std::vector<std::string> themes;
  bool sensitive = false;  // no texts and no names: keyed hashes stand for posts and accounts
};

enum class SourceState : int { stopped = 0, ok = 1, limited = 2, refused = 3, needs_login = 4, failing = 5 };
std::string_view source_state_name(SourceState state);  // the words of status --json

// ---- what one save did ---------------------------------------------------------------------------------
struct Saved {
  std::int64_t new_posts = 0, new_mentions = 0, new_sightings = 0, new_readings = 0;
  Saved& operator+=(const Saved& more) {
    new_posts += more.new_posts;
    new_mentions += more.new_mentions;
    new_sightings += more.new_sightings;
    new_readings += more.new_readings;
    return *this;
  }
};

// ---- care of the people in it --------------------------------------------------------------------------
struct Erased {
  std::int64_t authors = 0, posts = 0, mentions = 0, edges = 0;
  bool any() const { return authors + posts + mentions + edges > 0; }
  Erased& operator+=(const Erased& more);
};
// Somebody the database knows.
struct FoundAuthor {
  AuthorKey key;
  std::string handle, name;
  std::int64_t posts = 0;
};
// How long what is kept. Days are counted from the time of the post.
struct Retention {
  int text_days = 180;                 // 0: texts are not kept
  std::optional<int> post_days = {};   // after these a post is an hour and a hashtag
  struct OfKind {                      // posts read through sources of this kind alone
    std::string kind;
    int days = 0;  // since it was last read: a post read again is kept
  };
  std::vector<OfKind> kinds = {};
  bool names = true;  // false: a sensitive campaign, see CampaignSetup
};
struct Pruned {
  std::int64_t texts = 0, profiles = 0;  // removed
  Erased expired;
  bool names = false;  // removed: the campaign became sensitive
};
struct Scrubbed {
  bool complete = true;  // false: stopped, no room, or somebody still reads an earlier state
  bool stopped = false;
  std::int64_t room_needed = 0;  // bytes that have to be free beside it; 0: there was room
  std::vector<std::string> removed;  // files beside the database that held copies
};

// How the stream of one hashtag stands: it tells since `since`, or broke off at `dropped_at`; both empty: nobody listens.
struct StreamNote {
  std::string tag;  // key
  std::optional<UtcTime> since, dropped_at;
  std::string detail = {};  // why it broke off: one sanitised English line
};

// Health of a source between pages: requests that brought no page, waits, a changed state.
struct SourceNote {
  std::string source;
  UtcTime at;
  std::optional<SourceState> state;
  std::string detail;                 // last reason, one sanitised English line; empty: unchanged
  std::int64_t requests = 0, errors = 0, rate_limited_seconds = 0;  // added; `request` below is only logged
  bool success = false;               // sets last_success
  std::optional<RequestLog> request = {};
  std::optional<UtcTime> next_try = {};  // kept together with `state`
  std::optional<std::int64_t> clock_skew_seconds = {};  // the server's clock less ours
  // A poll that was missed: by tag, what is not read because of it.
  std::vector<std::pair<std::string, Gap>> missed = {};
  std::vector<StreamNote> streams = {};  // as they stand now
};

// A budget that survives restarts (reliability.md 29).
struct HostBudget {
  std::string host;
  double tokens = 0, paging_tokens = 0;
  UtcTime updated_at;
  std::optional<UtcTime> wait_until, halved_until;
  // A token comes every interval; zero: as usual for the host.
  Millis interval{0}, paging_interval{0};
  double capacity = 0, paging_capacity = 0;
  int failures = 0;  // in a row, of whoever asked
};

// How far an archive has been brought in.
struct ArchivePosition {
  std::string content;       // names the file by what is in it; empty: a pipe, which keeps no position
  std::int64_t records = 0;  // read from its beginning
  std::string digest;        // of those records
  bool finished = false;
};
struct ArchiveBatch {
  std::vector<PreparedPage> pages;
  ArchivePosition position;  // behind them
};
inline constexpr std::string_view archive_kind = "archive";  // of sources that are archives

// ---- the writer: one per database file, one thread ------------------------------------------------------
class Writer {
 public:
  virtual ~Writer() = default;

  // Records the campaign as configured and logs what changed. Rebuilds what depends on it (a new tag is
  // matched against stored hashtags, a veto takes mentions back). No stream is listened to then.
  virtual void set_campaign(const CampaignSetup& setup, UtcTime now) = 0;
  virtual const std::string& simulated() const = 0;  // id of the simulated network; empty: real
  // Only on a database without posts, once; it can't be undone.
  virtual void mark_simulated(const std::string& id) = 0;

  // One transaction: posts, authors, sightings, readings, edges, links, themes, roll-ups, cursors, coverage,
  // gaps, look-backs, issues, request log. Saving a page twice changes nothing but the log. Throws and stores nothing.
  // Its sources must be in set_campaign (else StorageError::refused). A page is a success of its source: it sets
  // last_success, clears a failure, and its `request` counts as one. Gaps close as coverage reaches them;
  // one that shares time with a gap still open is the same outage, and the two become one row.
  virtual Saved save(std::span<const PreparedPage> pages) = 0;
  // The same for the pages `next` gives until it gives none: stored as they come, committed together. `next` may wait,
  // and readers go on seeing the state before.
  virtual Saved save_each(const std::function<const PreparedPage*()>& next) = 0;
  // The same for an archive, with the position behind the last batch; nobody was asked, so no source was successful.
  // What pages cover of a source of kind "archive" is one stretch per tag from the first to the last.
  virtual Saved save_archive(const std::function<const ArchiveBatch*()>& next) = 0;
  virtual std::optional<ArchivePosition> archive_position(const std::string& content) = 0;
  // A source no campaign file names: an archive, or one whose posts an archive holds. Known ones stay as they are.
  virtual void add_source(const SourceSetup& setup) = 0;
  virtual void note(std::span<const SourceNote> notes) = 0;  // a transaction of its own
  void note(const SourceNote& one) { note(std::span(&one, 1)); }
  // Its author or server took the post away: text, author and counts go, one anonymous mention an hour wide
  // stays, and an old page does not bring it back. False: no such post, or deleted before.
  virtual bool mark_deleted(const PostKey& key, UtcTime now) = 0;

  // Takes authors out: their posts become anonymous mentions an hour wide, all else that names them goes, and
  // what comes later of them is counted as opted out and never stored. Twice is once.
  virtual Erased forget(const std::vector<AuthorKey>& authors, UtcTime now) = 0;
  // The same for everybody the list covers, counted as opted out.
  virtual Erased keep_out(const OptOut& list, UtcTime now) = 0;
  // Removes what is older than allowed, in small transactions; profiles nobody needs any more go too. Stops
  // early when `go_on` says so.
  virtual Pruned prune(const Retention& retention, UtcTime now, const std::function<bool()>& go_on) = 0;
  virtual std::optional<UtcTime> pruned_at() = 0;  // end of the last whole prune(); empty: one is due
  // What was erased leaves no bytes in the file, its log and its caches. Rewrites the file: a second for some
  // hundred MB; `go_on` is asked meanwhile, and false leaves the file as it was, as does a disk without room for it. Not
  // in a trial.
  virtual Scrubbed scrub(const std::function<bool()>& go_on) = 0;

  virtual std::optional<Cursor> cursor(const std::string& source, const std::string& tag) = 0;
  // End of the newest covered interval; empty: never read.
  virtual std::optional<UtcTime> covered_until(const std::string& source, const std::string& tag) = 0;
  virtual std::vector<Gap> open_gaps(const std::string& source, const std::string& tag) = 0;  // oldest first
  virtual std::vector<Lookback> lookbacks(const std::string& source, const std::string& tag) = 0;
  // What is followed, as far as it is committed: a connection of its own, for one thread, never writes.
  virtual std::unique_ptr<Following> following() = 0;
  virtual std::vector<HostBudget> budgets() = 0;
  virtual void save_budgets(std::span<const HostBudget> budgets) = 0;  // a transaction of its own
};

// ---- the reader: any number, each on its own thread, never writes ----------------------------------------
struct TagTotal {
  std::string tag, label;
  std::int64_t mentions = 0, authors = 0;
  std::optional<std::int64_t> uses = {};  // of a source: the server's own count of its newest 7 days
};
struct TagName {
  std::string key, label;
  friend bool operator==(const TagName&, const TagName&) = default;
};
struct SourceTotal {
  std::string name, kind, server;
  Network network = Network::other;
  SourceState state = SourceState::stopped;
  std::string detail;
  std::optional<UtcTime> last_success, last_attempt;
  std::int64_t posts = 0;  // distinct counted posts sighted
  std::int64_t requests = 0, errors = 0, rate_limited_seconds = 0, issues = 0;
  std::optional<UtcTime> next_try = {};                 // while it waits because something went wrong
  std::optional<std::int64_t> clock_skew_seconds = {};  // the server's clock less ours, when it is off
  std::vector<TagTotal> tags;  // authors left 0
  bool archive() const { return kind == archive_kind; }  // nobody is asked
};
struct CoverageRow {
  std::string source, tag;
  Interval time;
  bool archive = false;  // from the first to the last post of an archive: nobody knows what is missing in between
};
struct GapRow {
  std::string source, tag;
  Gap gap;
};
struct LookbackRow {
  std::string source, tag;
  Interval time;  // read once more, at its end
};
struct StreamRow {
  std::string source, tag;
  std::optional<UtcTime> since, dropped_at;  // one of both
  std::string detail;
};
struct Totals {
  std::int64_t posts = 0, mentions = 0, authors = 0, boosters = 0;
  std::optional<std::int64_t> boosts, engagement;  // empty: no post has a reading
  std::int64_t deleted = 0, edited_away = 0, opted_out = 0, vetoed = 0;
  std::int64_t forgotten = 0, expired = 0;  // counted without a name, on request and by age; not in `deleted`
  std::optional<UtcTime> first_post, newest_post, last_reading;
};

// One counted post as the read model wants it: ids are the store's own and stable within a file.
struct PostRow {
  std::int64_t id = 0;
  UtcTime at;                 // charted
  std::uint64_t tag_mask = 0; // bit i: i-th of tags()
  Network network = Network::other;
  std::int64_t author = 0;    // 0: nobody any more, the post was deleted
  Counts counts;              // best vantage, newest reading
  // Of its author: of the numbers told with this post and those read apart from any post the one nearest to its time, the
  // home server's where it told one.
  std::optional<std::int64_t> followers;
  std::vector<std::int64_t> links = {};  // it leads to: ids of the store's own, sorted
};
// A place in the history of a database. Two databases never share one unless they share everything before it.
struct HistoryMark {
  std::int64_t commit = 0, token = 0;
  friend bool operator==(const HistoryMark&, const HistoryMark&) = default;
};
// What happened since one: ids in order, each once; some may turn out unchanged.
struct Changes {
  HistoryMark now;
  std::vector<std::int64_t> posts;    // came, went or changed
  std::vector<std::int64_t> authors;  // have follower readings that are new
  std::optional<UtcTime> readings_from;  // the earliest time of those
};

// For a list of posts; text included.
struct PostDetail {
  std::int64_t id = 0;
  PostKey key;
  std::string url, author_handle, author_name, text, language;
  UtcTime at;
  TimeRepair repair = TimeRepair::none;
  std::uint64_t tag_mask = 0;
  Counts counts;
  std::string vantage;        // server the counts were read through
  bool home_vantage = false;  // else the counts are lower bounds
  std::optional<UtcTime> read_at;
  bool listable = true;       // false: the author asked not to be indexed: count, do not show text
};

struct LinkDetail {
  std::int64_t id = 0;
  std::string url;  // normalised
};

struct RollupRow {
  std::string tag;  // empty: any tracked tag (distinct posts)
  UtcTime bucket;   // start of 15 minutes, UTC
  Network network = Network::other;
  std::int64_t posts = 0, boosts = 0, engagement = 0;
};

class Reader {
 public:
  virtual ~Reader() = default;
  virtual int schema() = 0;
  virtual std::string simulated() = 0;
  virtual std::string timezone() = 0;
  virtual std::string campaign() = 0;
  // Changes whenever another connection committed; the cheap question a waiting dashboard asks. Throws when the file is
  // gone or another one took its place: open it anew.
  virtual std::int64_t data_version() = 0;
  // Where this state stands, and what came after an earlier one. Empty: that was too long ago, in another history,
  // or the campaign was read anew since: read everything.
  virtual HistoryMark history_mark() = 0;
  virtual std::optional<Changes> changes_since(const HistoryMark& mark) = 0;
  // Everything between begin_view and end_view comes from one consistent state.
  virtual void begin_view() = 0;
  virtual void end_view() = 0;

  virtual std::vector<TagTotal> tags() = 0;       // tracked tags, config order; index = bit of tag_mask
  virtual std::vector<TagName> tag_names() = 0;   // the same without counting
  virtual Totals totals() = 0;
  virtual std::vector<SourceTotal> sources() = 0;
  virtual std::vector<CoverageRow> coverage() = 0;
  virtual std::vector<GapRow> gaps() = 0;
  virtual std::vector<LookbackRow> lookbacks() = 0;
  virtual std::vector<StreamRow> streams() = 0;  // of a collector that runs, or was killed
  virtual std::vector<RollupRow> rollups() = 0;   // 15-minute rows as stored
  // Counted posts in order of (at, id).
  virtual void each_post(const std::function<void(const PostRow&)>& take) = 0;
  // The counted ones of these, in the same order as each_post.
  virtual std::vector<PostRow> counted_posts(std::span<const std::int64_t> ids) = 0;
  // The earliest time of posts that may have another follower count since readings of an author that begin at
  // `readings_from` are new.
  virtual UtcTime followers_changed_from(std::int64_t author, UtcTime readings_from) = 0;
  virtual std::vector<PostDetail> details(std::span<const std::int64_t> ids) = 0;  // in the order asked; unknown ids left out
  virtual std::vector<LinkDetail> links(std::span<const std::int64_t> ids) = 0;  // likewise
  virtual std::vector<Issue> issues(std::size_t at_most) = 0;
  // Authors that fit a name, those with most posts first.
  virtual std::vector<FoundAuthor> find_authors(const AccountName& name) = 0;

  // Recounts every invariant from the rows; each line is one violation. Empty: all is well.
  virtual std::vector<std::string> verify() = 0;
  // Everything that collection established, without row ids and times of our own reading, sorted: two
  // databases hold the same exactly when their dumps are equal. One line per row to `take`.
  virtual void canonical_dump(const std::function<void(std::string_view)>& take) = 0;
};

// `url`: a path or "sqlite:PATH". Opening for writing creates the file (0600, folder 0700), migrates it (after a
// backup) and takes the writer's lock: a second writer gets StorageError::locked.
std::unique_ptr<Writer> open_writer(std::string_view url, const std::string& simulated_if_new = "");
// To see what saving would do: everything is one transaction, taken back at the end of the object.
std::unique_ptr<Writer> open_trial_writer(std::string_view url);
std::unique_ptr<Reader> open_reader(std::string_view url);
// The mark of simulated data, whatever schema they were written with; empty: real, or nothing of ours is there.
std::string simulated_mark(std::string_view url);
bool exists(std::string_view url);
// The file of a database that is one: what is kept beside it has its name with an ending.
std::filesystem::path file_of(std::string_view url);

}  // namespace clamor::storage
