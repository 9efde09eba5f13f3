#pragma once
// Numbers read again and again are kept as runs: the same values from `at` until `until` are one row. Pages
// may come in any order; the newest run is always the one with the newest observation.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/post.hpp"

namespace clamor::storage {

struct Profile {  // the numbers of an author's profile
  std::optional<std::int64_t> followers, following, posts;
  friend bool operator==(const Profile&, const Profile&) = default;
};

inline Profile numbers_of(const Author& author) {
  return {author.followers, author.following, author.posts};
}
inline bool any(const Profile& numbers) {
  return numbers.followers || numbers.following || numbers.posts;
}
inline Profile highest(const Profile& a, const Profile& b) {
  return {std::max(a.followers, b.followers), std::max(a.following, b.following), std::max(a.posts, b.posts)};
}
inline Counts highest(const Counts& a, const Counts& b) {
  return {std::max(a.likes, b.likes), std::max(a.boosts, b.boosts), std::max(a.replies, b.replies),
          std::max(a.quotes, b.quotes), std::max(a.views, b.views)};
}

template <class Values>
struct Run {
  std::int64_t at = 0, until = 0;
  Values values;
  friend bool operator==(const Run&, const Run&) = default;
};

// Two values at one instant, an end of the run, become the highest of each; `run` is what ends last then.
template <class Values, class Rows>
int raise(Run<Values>& run, std::int64_t at, const Values& values, Rows&& rows) {
  const Values both = highest(run.values, values);
  if (both == run.values) return 0;
  if (run.at == run.until) {
    run.values = both;
    rows.change(run);
    return 0;
  }
  const bool at_end = at == run.until;
  const Run<Values> first{run.at, run.at, at_end ? run.values : both};
  const Run<Values> last{run.until, run.until, at_end ? both : run.values};
  rows.change(first);
  rows.add(last);
  run = last;
  return 1;
}

// Takes one observation. Rows offers begin(Run): a run that is the newest from now on; add(Run): any other;
// change(Run) (same `at`) and holding(at): the newest run that starts no later. Answers how many rows were
// added.
template <class Values, class Rows>
int observe(std::optional<Run<Values>>& newest, std::int64_t at, const Values& values, Rows&& rows) {
  const Run<Values> alone{at, at, values};
  if (!newest || (at > newest->until && !(values == newest->values))) {
    rows.begin(alone);
    newest = alone;
    return 1;
  }
  Run<Values>& run = *newest;
  if (at > run.until) {
    run.until = at;
    rows.change(run);
    return 0;
  }
  if (at < run.at) {  // a late page tells of an earlier time
    std::optional<Run<Values>> held = rows.holding(at);
    if (held && (held->at == at || held->until == at)) return raise(*held, at, values, rows);
    if (held && held->values == values) {
      if (at > held->until) rows.change({held->at, at, values});
      return 0;
    }
    const bool inside = held && at < held->until;
    if (inside) rows.change({held->at, held->at, held->values});
    rows.add(alone);
    if (!inside) return 1;
    rows.add({held->until, held->until, held->values});
    return 2;
  }
  if (values == run.values) return 0;
  if (at == run.at || at == run.until) return raise(run, at, values, rows);
  // Something else was seen in the middle of the run: what is known of it are its ends.
  const Run<Values> last{run.until, run.until, run.values};
  rows.change({run.at, run.at, run.values});
  rows.add(alone);
  rows.add(last);
  run = last;
  return 2;
}

// The newest run of one series while a transaction lasts: it is written once, by settle(), however much it
// grows before.
enum class Unwritten { nothing, growth, row };
template <class Values>
struct Newest {
  std::optional<Run<Values>> run;
  Unwritten unwritten = Unwritten::nothing;
};

template <class Values, class Rows>
void settle(Newest<Values>& newest, Rows&& rows) {
  switch (std::exchange(newest.unwritten, Unwritten::nothing)) {
    case Unwritten::nothing:
      break;
    case Unwritten::growth:
      rows.change(*newest.run);
      break;
    case Unwritten::row:
      rows.add(*newest.run);
      break;
  }
}

// observe(), with the newest run left for settle().
template <class Values, class Rows>
int observe_later(Newest<Values>& newest, std::int64_t at, const Values& values, Rows&& rows) {
  struct Later {
    Newest<Values>& newest;
    Rows& rows;
    void begin(const Run<Values>&) {
      settle(newest, rows);
      newest.unwritten = Unwritten::row;
    }
    void add(const Run<Values>& run) {
      settle(newest, rows);
      rows.add(run);
    }
    void change(const Run<Values>& run) {
      if (run == *newest.run) {
        newest.unwritten = std::max(newest.unwritten, Unwritten::growth);
      } else {
        settle(newest, rows);
        rows.change(run);
      }
    }
    std::optional<Run<Values>> holding(std::int64_t time) {
      settle(newest, rows);
      return rows.holding(time);
    }
  };
  return observe(newest.run, at, values, Later{newest, rows});
}

}  // namespace clamor::storage
