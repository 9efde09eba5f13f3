#include "collector/budget.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

constexpr double burst = 3;
constexpr Millis usual_window = 5min;  // Mastodon's and Bluesky's; neither header says so

std::optional<UtcTime> calendar_time(std::optional<Millis> at, Millis now, UtcTime calendar) {
  if (!at || *at <= now) return std::nullopt;
  return calendar + (*at - now);
}

}  // namespace

Budget::Budget(bool loopback) : loopback_(loopback) {
  // Half of Mastodon's 300 per 5 min and of its 300 paging requests per 15 min.
  if (!loopback) {
    all_ = {burst, burst, 2s};
    paging_ = {burst, burst, 6s};
    backfill_.tokens = burst;
    share();
  }
}

// Half of what there is goes to the past, so that the present never waits for it. A loopback host goes by what it
// announces alone.
void Budget::share() {
  if (loopback_) return;
  const Bucket& tight = paging_.interval > all_.interval ? paging_ : all_;
  backfill_.interval = 2 * tight.interval;
  backfill_.capacity = std::max(tight.capacity / 2, 1.0);
  backfill_.tokens = std::min(backfill_.tokens, backfill_.capacity);
}

Millis Budget::Bucket::ready_in(bool halved) const {
  if (interval == 0ms || tokens >= 1) return 0ms;
  const double missing = (1 - tokens) * static_cast<double>(interval.count()) * (halved ? 2 : 1);
  return Millis(static_cast<Millis::rep>(std::ceil(missing)));
}

void Budget::refill(Millis now) {
  if (halved_until_ && updated_ && *halved_until_ <= *updated_) halved_until_.reset();
  if (updated_ && *updated_ >= now) return;  // saved for a moment to come
  const Millis passed = updated_ ? now - *updated_ : 0ms;
  // Time under the halved rate counts half.
  const Millis slow =
      halved_until_ && updated_ ? std::clamp(*halved_until_ - *updated_, Millis{0}, passed) : 0ms;
  const double worth = static_cast<double>((passed - slow).count()) + static_cast<double>(slow.count()) / 2;
  for (Bucket* bucket : {&all_, &paging_, &backfill_})
    if (bucket->interval > 0ms)
      bucket->tokens =
          std::min(bucket->capacity, bucket->tokens + worth / static_cast<double>(bucket->interval.count()));
  updated_ = now;
}

Millis Budget::ready_in(Millis now, Cost cost) {
  refill(now);
  const bool halved = halved_until_ && *halved_until_ > now;
  Millis wait = all_.ready_in(halved);
  if (cost.paging) wait = std::max(wait, paging_.ready_in(halved));
  if (cost.backfill) wait = std::max(wait, backfill_.ready_in(halved));
  return std::max(wait, held_for(now));
}

Millis Budget::held_for(Millis now) const {
  return wait_until_ ? std::max(*wait_until_ - now, Millis{0}) : 0ms;
}

void Budget::spend(Millis now, Cost cost) {
  refill(now);
  all_.tokens -= 1;
  if (cost.paging) paging_.tokens -= 1;
  if (cost.backfill) backfill_.tokens -= 1;
}

// A full bucket and a window's refill together are half of the limit.
void Budget::narrow(Bucket& bucket, double limit, Millis window) {
  const double half = std::max(limit / 2, 1.0);
  const double capacity = loopback_ ? std::max(half / 2, 0.5) : std::min(burst, half / 2);
  const double refill = std::max(half - std::max(capacity, 1.0), 0.5);
  const Millis interval(static_cast<Millis::rep>(std::ceil(static_cast<double>(window.count()) / refill)));
  if (bucket.interval == 0ms)
    bucket.tokens = std::max(capacity + bucket.tokens, 0.0);  // less what was spent unasked
  if (interval <= bucket.interval) return;
  bucket.interval = interval;
  bucket.capacity = std::max(capacity, 1.0);
  bucket.tokens = std::min(bucket.tokens, bucket.capacity);
  share();
}

void Budget::learn(const net::RateLimit& limit, Millis now) {
  refill(now);
  if (limit.limit && *limit.limit > 0) {
    const bool long_window = limit.reset_in.value_or(0ms) > usual_window + 5s;
    const Millis window =
        limit.window.value_or(long_window ? std::max(*limit.reset_in, Millis{15min}) : usual_window);
    // What resets only after a quarter of an hour is the limit on paging.
    narrow(long_window && !limit.window ? paging_ : all_, static_cast<double>(*limit.limit), window);
  }
  if (!limit.remaining || !limit.reset_in) return;
  // On loopback nobody else spends the limit, so half of it left means half of it used by us.
  const long long keep = loopback_ ? limit.limit.value_or(0) / 2 : 0;
  if (*limit.remaining <= keep) hold(*limit.reset_in, now);
}

void Budget::hold(Millis wait, Millis now) {
  wait_until_ = std::max(now + wait, wait_until_.value_or(now));
}

void Budget::throttled(Millis wait, Millis now) {
  refill(now);
  halved_until_ = now + 1h;
  hold(wait, now);
}

storage::HostBudget Budget::save(std::string host, Millis now, UtcTime calendar) {
  refill(now);
  return {std::move(host),
          all_.tokens,
          paging_.tokens,
          calendar,
          calendar_time(wait_until_, now, calendar),
          calendar_time(halved_until_, now, calendar),
          all_.interval,
          paging_.interval,
          all_.capacity,
          paging_.capacity};
}

void Budget::restore(const storage::HostBudget& saved, Millis now, UtcTime calendar) {
  const Millis age = std::clamp(calendar - saved.updated_at, Millis{-1min}, Millis{24h});
  const auto left = [&](const std::optional<UtcTime>& until) -> std::optional<Millis> {
    if (!until || *until <= calendar) return std::nullopt;
    return now + std::min(*until - calendar, Millis{24h});
  };
  const auto bring_back = [&](Bucket& bucket, double tokens, Millis interval, double capacity) {
    // What a host announced a day ago it may have thought over.
    if (age < 24h && interval > bucket.interval) bucket = {0, std::max(capacity, 1.0), interval};
    bucket.tokens = std::min(tokens, bucket.capacity);
  };
  if (!loopback_) {
    bring_back(all_, saved.tokens, saved.interval, saved.capacity);
    bring_back(paging_, saved.paging_tokens, saved.paging_interval, saved.paging_capacity);
    share();
    backfill_.tokens = 0;
  }
  updated_ = now - age;
  wait_until_ = left(saved.wait_until);
  halved_until_ = left(saved.halved_until);
  refill(now);
}

}  // namespace clamor::collector
