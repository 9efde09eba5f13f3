#pragma once
// When the counts of a post are read again (analytics 1.4), told by its age and its last two readings. Pure:
// time comes in, an instant comes out. Engagement is likes + boosts + replies + quotes, as far as told.

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "core/post.hpp"

namespace clamor::collector {

// The ages at which counts are read. Each is about twice the one before, so that a curve that falls like a
// power of age is followed equally well on its whole length.
inline constexpr std::array<Millis, 14> ladder = [] {
  using namespace std::chrono_literals;
  constexpr Millis day = 24h;
  return std::array<Millis, 14>{5min, 10min, 20min,   40min,   80min,   160min,   5h,
                                10h,  20h,   2 * day, 4 * day, 7 * day, 14 * day, 28 * day};
}();

struct Sample {
  UtcTime at;
  std::int64_t engagement = 0;
};

// What is known of one post through one vantage.
struct Course {
  UtcTime written;
  std::optional<Sample> before, last;  // `before` only beside `last`
  bool control = false;                // see in_control_group
};

// One post in twenty is read on the whole ladder whatever its chances, so that what the choice of the others
// does to the figures can be measured. Told by the key alone: the same in every database.
bool in_control_group(const PostKey& key);

// The first rung above `after`; empty above the last.
std::optional<UtcTime> next_rung(UtcTime written, UtcTime after);

// What posts of one age gained per hour before one knows anything of this one: Gamma(events, hours).
struct Prior {
  double events = 0.5, hours = 1;
};

// New engagement per hour at the last sample: the posterior mean (events + y) / (hours + h), y gained in h
// hours since the sample before, or since the post was written.
double velocity(const Course& course, const Prior& prior);

// The prior of a post's age band, fitted by moments to the posts of that band (analytics 3.1, 4.2); the
// default while there are fewer than 50.
class Priors {
 public:
  void add(const Course& course);
  Prior of(Millis age) const;

 private:
  struct Band {
    int posts = 0;
    double gained = 0, hours = 0, hours_squared = 0, rate_squared_hours = 0;
  };
  std::array<Band, ladder.size() + 1> bands_{};  // band i: younger than rung i
};

// New engagement to be expected from `now` until `until`: velocity x time x decay, where interest falls with
// age as (1 + s/age)^-(1 + 0.2315) (the memory kernel of SEISMIC, analytics 3.4).
double expected_gain(const Course& course, const Prior& prior, UtcTime now, UtcTime until);

// When to read next; empty: never again. The next rung; before it, when the last two samples imply more than
// 10 % (and more than one) of growth until then, the moment that much has come, at the earliest five minutes
// after the last. Nothing follows two samples that lie seven days apart and differ by less than 1 %, unless
// the post is of the control group. A post without a sample is due at once.
std::optional<UtcTime> next_call(const Course& course);

// Where a due post stands in the queue: expected new engagement before the next rung per request, one of
// `a_request` posts. The control group goes first.
double priority(const Course& course, const Prior& prior, UtcTime now, int a_request);

// When the followers of an author are read: at first sight, then daily while the author is among the most
// followed or posted within the last day, else weekly.
UtcTime next_profile(std::optional<UtcTime> read_at, UtcTime newest_post, bool most_followed, UtcTime now);

}  // namespace clamor::collector
