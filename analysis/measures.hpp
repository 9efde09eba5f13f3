#pragma once
// The questions asked of a snapshot. Pure functions of (snapshot, filter); each measure has an id, a
// definition, a unit and a source (analytics.md of the design, product.md's ladder). Nothing here is called
// "reach".

#include <array>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "analysis/snapshot.hpp"

namespace clamor::analysis {

enum class Measure { mentions, authors, engagement, audience_ceiling };

struct MeasureInfo {
  Measure measure;
  std::string_view id;          // "mentions": CLI, JSON, tests
  std::string_view title;       // English, through i18n where shown
  std::string_view definition;  // one sentence, English, through i18n
  std::string_view unit;        // "posts", "accounts", "follower accounts"
  bool stacks = true;           // sums over networks mean something
};
const std::array<MeasureInfo, 4>& all_measures();

enum class BucketSize { quarter_hour, hour, three_hours, day, week };

// Buckets of the campaign's zone; a day may have 23 or 25 hours, a week starts on Monday.
// The last one is incomplete when it holds taken_at.
std::vector<Interval> buckets(Interval window, BucketSize size, const Zone& zone);
// dashboard.md 3: over 21 d daily, over 4 d every 3 h, else hourly.
BucketSize bucket_for(Interval window);

// How completely a bucket was observed by the sources that answer the filter.
struct Observed {
  enum class Kind { full, part, none, incomplete } kind = Kind::full;  // incomplete: the bucket is not over
  double share = 1.0;  // observed time of all asked (source, tag) pairs / their time; part of 0: only an archive
};

struct Series {
  Measure measure = Measure::mentions;
  bool cumulative = false;
  std::vector<Interval> buckets;
  std::vector<std::size_t> networks;                       // indices into Snapshot::networks(), stack order
  std::vector<std::vector<std::optional<double>>> values;  // [network][bucket]; empty: not known there
  std::vector<std::optional<double>> total;  // per bucket; distinct where a sum would double (authors)
  std::vector<Observed> observed;            // per bucket
};

// `mentions` are distinct posts with any of the filter's tags. `authors` per bucket are distinct within it,
// and cumulative ones are distinct since the window began. `engagement` is a cohort: to date, of posts
// charted in the bucket. `audience_ceiling` is rung L1: per network the sum, over distinct authors, of the
// largest follower reading nearest to an act; an upper bound, not people, and without a total (boosters have
// no row in the columns, so no part in it). Zero is a value only where somebody looked; a bucket after
// taken_at has none. Buckets are whole, posts outside the window do not count.
Series series(const Snapshot& snapshot, const Filter& filter, Measure measure, BucketSize size,
              bool cumulative);
// Boosts of the posts charted in each bucket, over the filter's networks; empty where posts have no reading of them.
std::vector<std::optional<double>> boosts_per_bucket(const Snapshot& snapshot, const Filter& filter,
                                                     const std::vector<Interval>& buckets);

struct Ceiling {
  std::size_t network = 0;
  std::int64_t accounts = 0;              // with a reading
  std::int64_t accounts_unread = 0;       // without one: beside it, never as zero
  std::optional<std::int64_t> followers;  // empty: no account has a reading
  friend bool operator==(const Ceiling&, const Ceiling&) = default;
};

struct Participation {
  std::int64_t posts = 0, authors = 0;
  std::optional<std::int64_t> boosts, engagement;  // empty: no post of the window has a reading
  std::int64_t posts_without_reading = 0;
  std::vector<Ceiling> ceilings;  // one per network of the filter
};
Participation participation(const Snapshot& snapshot, const Filter& filter);

// The window of equal length just before; empty when its sources observed less than nine tenths of what they
// observed of the window itself: the difference would be ours.
std::optional<Filter> period_before(const Snapshot& snapshot, const Filter& filter);

// Distinct accounts and ceilings take a walk over the accounts of a window; everything else adds up. What was found out
// once is kept with the snapshot, and `participation` and `series` take it from there. On a thread that must not wait,
// ask `at_hand` first and let another thread `find_out`.
struct AccountQuestion {
  Filter filter;
  std::optional<BucketSize> size;  // of the series over it; empty: the window as a whole
};
// Kept, or so few that asking costs less than a frame.
bool at_hand(const Snapshot& snapshot, std::span<const AccountQuestion> questions);
// False: stopped, day by day. `earlier`: a snapshot that knows its answers; of those only what changed since is found out.
bool find_out(const Snapshot& snapshot, std::span<const AccountQuestion> questions, const std::stop_token& stop = {},
              const Snapshot* earlier = nullptr);
// What the presets ask, with all hashtags and with each alone.
std::vector<AccountQuestion> standard_questions(const Snapshot& snapshot);

// Posts of a window, newest first, at most `at_most`.
std::vector<std::int64_t> newest_posts(const Snapshot& snapshot, const Filter& filter, std::size_t at_most);
// Those with the most engagement, best first; of two equal the newer. Posts without a reading are left out.
std::vector<std::int64_t> best_posts(const Snapshot& snapshot, const Filter& filter, std::size_t at_most);
// Those with the most posts, as the store numbers them; of two equal the one heard of first.
struct AuthorPosts {
  std::int64_t author = 0, posts = 0;
  friend bool operator==(const AuthorPosts&, const AuthorPosts&) = default;
};
std::vector<AuthorPosts> top_authors(const Snapshot& snapshot, const Filter& filter, std::size_t at_most);

// Links by the distinct posts that lead to them; of two equal the one heard of first. At most 50. Links are normalised
// (utm_*, fbclid and the like are gone); a share is a post, whoever wrote it and however often they did: that is why the
// distinct accounts stand beside.
struct LinkShares {
  std::int64_t link = 0, posts = 0, accounts = 0;
  friend bool operator==(const LinkShares&, const LinkShares&) = default;
};
using TopLinks = std::shared_ptr<const std::vector<LinkShares>>;
// Kept with the snapshot, or found out now by a walk over the posts of the window. Null only when stopped, day by day.
TopLinks top_links(const Snapshot& snapshot, const Filter& filter, const std::stop_token& stop = {});
bool top_links_at_hand(const Snapshot& snapshot, const Filter& filter);  // or so few that asking costs less than a frame

enum class RangePreset { day, week, month, quarter, all, custom };
// Ends now (or with a post whose server is ahead of our clock) and begins with a whole local day; 24 h with a
// whole hour.
Interval window_of(const Snapshot& snapshot, RangePreset preset);
// The first of 30 d, 90 d and all that holds a post; "all" without any.
RangePreset opening_preset(const Snapshot& snapshot);

// Source x local day: what was read, for the coverage strip.
enum class DayState { full, part, none, refused, before_start };
struct CoverageStrip {
  std::vector<Interval> days;
  struct Row {
    std::size_t source;  // index into Snapshot::sources()
    std::vector<DayState> days;
  };
  std::vector<Row> rows;
  double observed_share = 0;  // of the window's time, over all rows that ever answered
};
CoverageStrip coverage_strip(const Snapshot& snapshot, Interval window);

// Is it growing or fading: the last complete days against the ones before, said only when an interval
// supports it (quasi-Poisson log-linear fit of 14 daily buckets on the week they lie in, analytics.md 3.1).
// Unknown below 20 posts or when one of the weeks was hardly observed.
struct Trend {
  enum class Direction { unknown, rising, fading, level } direction = Direction::unknown;
  std::optional<double> change, low,
      high;  // of the last 7 complete days against the 7 before, ratio - 1, 95 %
  std::int64_t now = 0, before = 0;
  std::optional<std::size_t> peak_bucket;  // of the daily series in the window
};
Trend trend(const Snapshot& snapshot, const Filter& filter);

}  // namespace clamor::analysis
