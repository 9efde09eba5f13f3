#include "collector/reread_schedule.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

constexpr double kernel_theta = 0.2314843;
constexpr double early_growth = 0.10;
constexpr Millis settled_after = 7 * 24h;
constexpr double settled_within = 0.01;
constexpr int fewest_for_a_prior = 50;

double hours(Millis time) {
  return std::chrono::duration<double, std::ratio<3600>>(time).count();
}

// FNV-1a, written out because the group must be the same on every machine for ever.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
  return hash ^ (hash >> 32);
}

// What was gained since the sample before; a post begins with nothing.
struct Gain {
  double events = 0, hours = 0;
};
Gain last_gain(const Course& course) {
  if (!course.last) return {};
  const Sample from = course.before.value_or(Sample{course.written, 0});
  const double events = static_cast<double>(course.last->engagement - from.engagement);
  return {std::max(events, 0.0), std::max(hours(course.last->at - from.at), 0.0)};
}

std::size_t band_of(Millis age) {
  return static_cast<std::size_t>(std::ranges::upper_bound(ladder, age) - ladder.begin());
}

bool settled(const Course& course) {
  if (!course.before || course.last->at - course.before->at < settled_after) return false;
  const double was = static_cast<double>(course.before->engagement);
  const double change = std::abs(static_cast<double>(course.last->engagement) - was);
  return change < settled_within * was || change == 0;
}

}  // namespace

bool in_control_group(const PostKey& key) {
  return hash_of(key.uri) % 20 == 0;
}

std::optional<UtcTime> next_rung(UtcTime written, UtcTime after) {
  const auto rung = std::ranges::upper_bound(ladder, after - written);
  return rung == ladder.end() ? std::nullopt : std::optional(written + *rung);
}

double velocity(const Course& course, const Prior& prior) {
  const Gain gain = last_gain(course);
  const double exposure = prior.hours + gain.hours;
  return exposure > 0 ? (prior.events + gain.events) / exposure : 0;
}

void Priors::add(const Course& course) {
  const Gain gain = last_gain(course);
  if (gain.hours <= 0) return;
  Band& band = bands_[band_of(course.last->at - course.written)];
  ++band.posts;
  band.gained += gain.events;
  band.hours += gain.hours;
  band.hours_squared += gain.hours * gain.hours;
  band.rate_squared_hours += gain.events * gain.events / gain.hours;
}

// Moments of a gamma mixture of Poisson counts: the spread of the rates beyond what chance alone gives.
Prior Priors::of(Millis age) const {
  const Band& band = bands_[band_of(age)];
  if (band.posts < fewest_for_a_prior || band.gained == 0) return {};
  const double mean = band.gained / band.hours;
  const double spread = band.rate_squared_hours - band.gained * mean;  // sum of h (rate - mean)^2
  const double chance = (band.posts - 1) * mean;
  const double weight = band.hours - band.hours_squared / band.hours;
  const double variance = weight > 0 ? (spread - chance) / weight : 0;
  if (variance <= 0) return {band.gained, band.hours};  // all alike: each is what all are
  return {mean * mean / variance, mean / variance};
}

double expected_gain(const Course& course, const Prior& prior, UtcTime now, UtcTime until) {
  const double age = std::max(hours(now - course.written), hours(ladder.front()));
  const double ahead = hours(until - now);
  if (ahead <= 0) return 0;
  const double decay = age / (kernel_theta * ahead) * (1 - std::pow(1 + ahead / age, -kernel_theta));
  return velocity(course, prior) * ahead * decay;
}

std::optional<UtcTime> next_call(const Course& course) {
  if (!course.last) return course.written;
  const UtcTime last = course.last->at;
  const auto rung = next_rung(course.written, last);
  if (!rung || (settled(course) && !course.control)) return std::nullopt;
  if (!course.before) return rung;
  const Gain gain = last_gain(course);
  const double enough = std::max(early_growth * static_cast<double>(course.last->engagement), 1.0);
  if (gain.events <= 0 || gain.hours <= 0 || gain.events / gain.hours * hours(*rung - last) <= enough)
    return rung;
  const double wait = enough * gain.hours / gain.events;  // in hours
  const Millis early(static_cast<Millis::rep>(std::ceil(wait * 3'600'000)));
  return std::min(*rung, last + std::max<Millis>(early, ladder.front()));
}

double priority(const Course& course, const Prior& prior, UtcTime now, int a_request) {
  if (course.control) return std::numeric_limits<double>::infinity();
  const UtcTime end = course.written + ladder.back();
  return expected_gain(course, prior, now, next_rung(course.written, now).value_or(end)) * a_request;
}

UtcTime next_profile(std::optional<UtcTime> read_at, UtcTime newest_post, bool most_followed, UtcTime now) {
  if (!read_at) return now;
  const bool often = most_followed || now - newest_post <= 24h;
  return *read_at + (often ? Millis{24h} : Millis{7 * 24h});
}

}  // namespace clamor::collector
