#pragma once
// A family: one header, one file per kind in collector/sources/. A source says what to ask and how to read
// the answer; it does no I/O, knows no clock and keeps no state between calls. The engine carries requests,
// waits, stores pages and remembers cursors.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "collector/net/headers.hpp"
#include "collector/net/http.hpp"
#include "core/page.hpp"

namespace clamor::collector {

class Rereads;  // rereads.hpp

// What a kind is, for tables, `doctor` and docs. All pointers to static text.
struct KindInfo {
  std::string_view name;  // "mastodon"
  Network network;
  std::string_view summary;        // English, through i18n where shown
  std::string_view sample_config;  // a valid [[source]] block
  bool login_required = false;     // few servers answer without a login: told by `doctor`, asked all the same
  int page_size = 40;
  Millis poll_every{300'000};  // polite interval per tag on a host that is not loopback
  int requests_a_poll = 1;     // what looking at one tag costs when nothing is new
  bool gives_likes = true, gives_boosts = true, gives_replies = true, gives_quotes = true,
       gives_views = false;
  // Terms that bind who keeps answers of this kind: what was not read again after so many days goes. Empty:
  // none.
  std::optional<int> max_keep_days{};
};

// Facts about the server read once per run, before the first page; what a kind does not need stays empty.
struct ServerFacts {
  std::string domain;              // account domain of local accounts; empty: the host of the URL
  std::string software;            // "mastodon 4.5.1", as told
  bool local_only = false;         // only posts of the server's own accounts may be asked for
  bool login_needed = false;       // this feed is closed to those without a token; with one, ask anyway
  bool remote_with_login = false;  // what `local_only` leaves out opens with a token
  bool access_told = false;        // the server says who may read its feeds: the two above are its word
  bool no_link_header = false;
  std::string streaming;  // where its streams are, as told; empty: the configured server
  std::string own_url;  // scheme and host of its own posts' ids; empty: the configured server
  std::map<std::int64_t, std::string> languages;  // BCP 47, where posts name theirs by a number
  net::RateLimit announced;                       // a limit told in a body instead of in headers
};

// Credentials of one run. Live in memory only.
struct Session {
  Secret token;    // sent as bearer
  Secret refresh;  // buys a new token
};

// One walk through a tag's posts. `newer`: from the cursor's newest upwards until nothing is new.
// `older`: from the cursor's oldest downwards to the server's end; with an empty cursor this is first
// contact.
enum class Direction { newer, older };

struct Ask {
  std::string tag;  // label as the campaign writes it (variants: the variant), no '#'
  Direction direction = Direction::older;
  Cursor cursor;            // as stored before this request
  std::string page_token;   // from the page before in the same walk; empty on the first
  std::string walk_newest;  // carried through a walk by kinds that read newest first
  int limit = 0;            // rows asked for; 0: the kind's page size. Lowered when a page will not parse
};

// How many rows this asks a server of that kind for.
int limit_of(const Ask& ask, const KindInfo& kind);
// The ask for the page that follows in the same walk.
Ask go_on(const Ask& ask, const Cursor& cursor, std::string page_token, std::string walk_newest = {});

// A known post as the asked server calls it.
struct PostName {
  PostKey key;
  std::string native_id;
  AuthorKey author;
};

// A post of which a search showed only the beginning: the hashtag may stand behind it.
struct CutPost {
  PostName name;
  std::string server;  // that shows all of it
};

// What a page says beside its posts.
struct Answer {
  Page page;
  std::optional<Ask> next;       // the walk goes on with this; empty: it is over
  std::optional<Cursor> cursor;  // to be stored together with this page
  // False at the end of a `newer` walk that never met the cursor: a gap opens. False at the end of an `older`
  // walk that the server cut short: what lies further back was not read.
  bool reached_known = true;
  // Several searches, one behind the other: the next page may hold newer posts than this one, and nothing is
  // read completely before each was. The first page of the one behind this one's; empty: this is the last.
  bool several_searches = false;
  std::optional<Ask> next_search;
  std::optional<UtcTime> newest_row;  // of all posts on the page, also of those that are left out
  // Lists side by side end at different depths: below this the page has not all of them. Empty: it has.
  std::optional<UtcTime> whole_down_to;
  std::vector<CutPost> cut;  // not among the posts of the page
  int rows = 0;              // posts on the page before any filter
};

// How the source reads an answer that is not a page (the engine's retry table does the rest).
enum class Verdict {
  page,             // parse it
  no_posts_yet,     // success, nothing there (Mastodon 404 on an unused tag)
  ask_local_only,   // remote posts are closed: ask again with facts.local_only
  refresh_session,  // token expired: refresh, then the same request
  needs_login,
  refused,
  retry,      // by the retry table: rate limit, overload, server trouble
  slow_down,  // a rate limit, whatever the status says
  gone,
  smaller_page,  // the server refuses so many rows: halve Ask.limit; refused at 10 too, it is `refused`
};

class Source {
 public:
  virtual ~Source() = default;
  virtual const KindInfo& info() const = 0;

  // Questions about the server, asked in order until one is understood; each answer refines the facts.
  // Empty: nothing to ask, as with the kinds that keep these.
  virtual std::optional<net::HttpRequest> server_request(int /*attempt*/, const std::string& /*server*/,
                                                         const Session& /*session*/) const {
    return {};
  }
  virtual ServerFacts read_server(const net::HttpResponse& /*response*/, ServerFacts so_far) const {
    return so_far;
  }

  // Logging in, for kinds that have a login; the others keep these, and take tokens that the user made.
  virtual std::optional<net::HttpRequest> login_request(const std::string& /*server*/,
                                                        const std::string& /*identifier*/,
                                                        const Secret& /*password*/) const {
    return {};
  }
  virtual std::optional<net::HttpRequest> refresh_request(const std::string& /*server*/,
                                                          const Session& /*session*/) const {
    return {};
  }
  virtual Result<Session> read_session(const net::HttpResponse& response) const;

  virtual net::HttpRequest request(const Ask& ask, const std::string& server, const ServerFacts& facts,
                                   const Session& session) const = 0;
  virtual Verdict classify(const net::HttpResponse& response, const ServerFacts& facts) const = 0;
  // Only for Verdict::page. An Error is a page that is cut off, of another shape or not JSON: nothing is
  // stored and no cursor moves. One unreadable post (a lone surrogate, a number beyond 64 bits, 65 levels)
  // does not cost its page: the source reads the others alone, makes it an Issue and takes its id for the
  // paging, so that asking again with a smaller limit is not needed for it.
  virtual Result<Answer> parse(const net::HttpResponse& response, const Ask& ask, const std::string& server,
                               const ServerFacts& facts) const = 0;

  // The server's own count of a hashtag's uses by day, asked for once a day where a kind has one.
  virtual std::optional<net::HttpRequest> history_request(const std::string& /*tag*/,
                                                          const std::string& /*server*/,
                                                          const Session& /*session*/) const {
    return {};
  }
  virtual std::vector<TagUse> read_history(const net::HttpResponse& /*response*/) const { return {}; }

  // How posts are read again; null: this kind reads each post once. Lives as long as the source.
  virtual const Rereads* rereads() const { return nullptr; }
};

// The explicit list of kinds: to add one, write sources/<kind>.cpp and one line in sources.cpp.
struct SourceEntry {
  std::string_view name;
  std::unique_ptr<Source> (*make)();
};
const std::vector<SourceEntry>& all_sources();
std::unique_ptr<Source> make_source(std::string_view kind);  // null when unknown
std::vector<std::string> kind_names();

}  // namespace clamor::collector
