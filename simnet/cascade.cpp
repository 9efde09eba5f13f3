// A self-exciting point process: posts that come by themselves with the rhythm of the day, a few outside
// shocks, and posts that earlier posts call forth after a delay with a heavy tail.

#include <algorithm>
#include <array>
#include <cmath>

#include "core/zone.hpp"
#include "simnet/random.hpp"
#include "simnet/world.hpp"

namespace clamor::simnet {
namespace {

constexpr double hour_ms = 3'600'000.0;
constexpr double branching = 0.5;          // posts called forth per post, on average: below 1, so it ends
constexpr double background_a_day = 15.0;  // at the start; it doubles and more over the time simulated

// Share of the day's posts by hour of Mexico City: quiet before dawn, lunch, and the evening high.
constexpr std::array<double, 24> rhythm{0.45, 0.28, 0.17, 0.12, 0.10, 0.14, 0.35, 0.70,
                                        1.00, 1.20, 1.30, 1.30, 1.25, 1.35, 1.40, 1.20,
                                        1.15, 1.20, 1.40, 1.65, 1.90, 1.80, 1.35, 0.85};

// Draws by weight in logarithmic time.
class Lottery {
 public:
  template <class Weight>
  Lottery(std::size_t size, Weight weight) : sums_(size) {
    double sum = 0;
    for (std::size_t index = 0; index < size; ++index) sums_[index] = sum += weight(index);
  }
  bool empty() const { return sums_.empty() || sums_.back() <= 0; }
  int draw(Random& random) const {
    const double at = random.uniform() * sums_.back();
    return static_cast<int>(std::upper_bound(sums_.begin(), sums_.end() - 1, at) - sums_.begin());
  }

 private:
  std::vector<double> sums_;
};

double rate_per_ms(UtcTime at, const WorldSize& size, UtcTime start, const Zone& zone, double scale) {
  const auto local = zone.to_local(at).time_since_epoch();
  const auto hour = static_cast<std::size_t>((local / std::chrono::hours(1)) % 24);
  const auto weekday = (local / std::chrono::days(1) + 4) % 7;  // 0: Sunday
  const double age = static_cast<double>((at - start).count()) / (size.days * 24 * hour_ms);
  const double growth = 1.0 + 1.4 / (1.0 + std::exp(-9.0 * (age - 0.55)));
  const double week = weekday == 0 || weekday == 6 ? 0.72 : 1.08;
  const double now = at >= size.end ? size.pace * std::max(rhythm[hour], 0.6) : scale * rhythm[hour];
  return background_a_day / (24 * hour_ms) * now * growth * week;
}

Millis delay(Random& random) {
  // Mostly within the hour, some the next day: Pareto with a cut.
  const double hours = std::min(72.0, 0.25 * (random.pareto(0.85) - 1.0) + 0.01);
  return Millis(static_cast<std::int64_t>(hours * hour_ms));
}

}  // namespace

std::vector<Shock> make_shocks(const WorldSize& size) {
  Random random(mixed(size.seed, 2));
  struct Plan {
    double place, size;
    int hour;
    const char* name;
  };
  static constexpr Plan plans[] = {{0.24, 70, 9, "Petición publicada (simulada)"},
                                   {0.56, 95, 19, "Vigilia pública (simulada)"},
                                   {0.80, 230, 11, "Conferencia de prensa (simulada)"}};
  const Zone zone = *Zone::find(campaign_zone);
  std::vector<Shock> shocks;
  for (const Plan& plan : plans) {
    const double day = size.days * (plan.place + 0.06 * (random.uniform() - 0.5));
    const UtcTime about =
        size.end - std::chrono::days(size.days) + Millis(static_cast<std::int64_t>(day * 24 * hour_ms));
    const UtcTime at =
        zone.from_local(zone.to_local(zone.day_of(about).from) + std::chrono::hours(plan.hour));
    const double shock_size = plan.size * (0.8 + 0.5 * random.uniform()) * std::min(1.0, size.days / 10.0);
    if (at < size.end && at > size.end - std::chrono::days(size.days))
      shocks.push_back({at, plan.name, shock_size});
  }
  return shocks;
}

std::vector<Spark> make_cascade(const WorldSize& size, const std::vector<Person>& people,
                                const std::vector<Shock>& shocks, UtcTime horizon, double scale) {
  Random random(mixed(size.seed, 3));
  const Zone zone = *Zone::find(campaign_zone);
  const UtcTime start = size.end - std::chrono::days(size.days);
  const Lottery anyone(people.size(), [&](std::size_t index) { return people[index].activity; });
  std::vector<Lottery> at_home;
  const Home bluesky = size.bluesky();
  for (Home home = 0; home <= bluesky; ++home)
    at_home.emplace_back(people.size(), [&](std::size_t index) {
      const Home other = people[index].home;
      if (!writes_notes(size.kinds[static_cast<std::size_t>(other)])) return 0.0;
      // Fediverse people answer one another across servers.
      const double nearness = other == home ? 1.0 : other != bluesky && home != bluesky ? 0.5 : 0.0;
      return people[index].activity * nearness;
    });

  std::vector<Spark> sparks;
  for (UtcTime at = start; at < horizon; at += std::chrono::minutes(10)) {
    const int here = random.poisson(rate_per_ms(at, size, start, zone, scale) * 600'000.0);
    for (int one = 0; one < here; ++one) {
      const UtcTime when = at + Millis(static_cast<std::int64_t>(random.below(600'000)));
      if (when < horizon) sparks.push_back({when, anyone.draw(random)});
    }
  }
  for (const Shock& shock : shocks)
    for (int left = random.poisson(shock.size * scale); left > 0; --left) {
      const UtcTime at = shock.at + Millis(static_cast<std::int64_t>(random.exponential(14.0) * hour_ms));
      if (at < horizon) sparks.push_back({at, anyone.draw(random)});
    }
  for (std::size_t index = 0; index < sparks.size();
       ++index) {  // grows while it runs: children have children
    const Spark parent = sparks[index];
    const Person& author = people[static_cast<std::size_t>(parent.author)];
    const double pull = std::min(6.0, 0.35 * std::log2(2.0 + author.followers / 20.0));
    for (int left = random.poisson(branching * pull / 1.25); left > 0; --left) {
      const UtcTime at = parent.at + delay(random);
      if (at >= horizon) continue;
      const double fate = random.uniform();
      const auto tie = fate < 0.5 ? Spark::reply : fate < 0.68 ? Spark::quote : Spark::none;
      // An answer stays on its network; one who was only moved to write may be anywhere.
      const Lottery& who = tie == Spark::none ? anyone : at_home[static_cast<std::size_t>(author.home)];
      if (who.empty()) continue;
      sparks.push_back({at, who.draw(random), tie == Spark::none ? -1 : static_cast<int>(index), tie});
    }
  }
  return sparks;
}

}  // namespace clamor::simnet
