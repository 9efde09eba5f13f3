#include <algorithm>
#include <cmath>
#include <string>

#include "simnet/random.hpp"
#include "simnet/world.hpp"

namespace clamor::simnet {
namespace {

constexpr int posters_for_a_month = 760;
constexpr int readers_per_poster = 2;
constexpr int organisations = 3;

// A few servers are large and the rest small, as everywhere; Bluesky holds a little under half.
Home choose_home(Random& random, Home bluesky) {
  if (random.chance(0.45)) return bluesky;
  double total = 0;
  for (Home server = 0; server < bluesky; ++server) total += 1.0 / (server + 1);
  double left = random.uniform() * total;
  for (Home server = 0; server < bluesky; ++server)
    if ((left -= 1.0 / (server + 1)) <= 0) return server;
  return 0;
}

void name(Person& person, Home bluesky) {
  const std::string number = std::to_string(person.number);
  const bool spanish = person.language == "es";
  std::string handle;
  if (person.organisation) {
    person.name = "organización simulada " + number;
    handle = "organizacion_simulada_" + number;
  } else if (person.bot) {
    person.name = "bot simulado " + number;
    handle = "bot_simulado_" + number;
  } else {
    person.name = (spanish ? "cuenta simulada " : "simulated account ") + number;
    handle = (spanish ? "cuenta_simulada_" : "simulated_account_") + number;
  }
  person.note = spanish ? "SIMULADO: esta cuenta no es de nadie." : "SIMULATED: this account is nobody's.";
  if (person.opted_out) person.note += " #nobot";
  if (person.home == bluesky) {  // handles there are domain names
    std::replace(handle.begin(), handle.end(), '_', '-');
    handle += ".bsky.sim";
  }
  person.handle = std::move(handle);
}

}  // namespace

std::vector<Person> make_people(const WorldSize& size, double scale) {
  Random random(mixed(size.seed, 1));
  const Home bluesky = size.bluesky();
  const int natural = std::max(60, posters_for_a_month * std::min(size.days, 90) / 30);
  const int posters = std::max(60, static_cast<int>(natural * scale));
  std::vector<Person> people(static_cast<std::size_t>(posters * (1 + readers_per_poster)));
  for (int index = 0; index < static_cast<int>(people.size()); ++index) {
    Person& person = people[static_cast<std::size_t>(index)];
    person.organisation = index < organisations;
    person.number = person.organisation ? index + 1 : index + 1 - organisations;
    person.home = person.organisation ? (index == organisations - 1 ? bluesky : index % bluesky)
                                      : choose_home(random, bluesky);
    person.language = random.chance(0.66) || person.organisation ? "es" : "en";
    person.bot = !person.organisation && index < posters && random.chance(0.012);
    person.hidden_signed_out = random.chance(0.03);
    person.deactivated =
        person.home == bluesky && index < posters && !person.organisation && random.chance(0.03);
    person.activity = index < posters ? std::min(60.0, random.pareto(1.25)) : 0;
    if (person.organisation) person.activity = 45;
    const double audience = 18 * random.pareto(0.95) * std::sqrt(std::max(1.0, person.activity));
    person.followers = static_cast<int>(std::min(60000.0, audience + (person.organisation ? 4000 : 0)));
    person.following = 20 + static_cast<int>(std::min(4000.0, random.exponential(260)));
    person.joined = size.end - std::chrono::days(size.days + 20 + static_cast<int>(random.below(2200)));
    person.opted_out = !person.organisation &&
                       unit(mixed(size.seed, 23, static_cast<std::uint64_t>(index))) < size.opted_out;
    name(person, bluesky);
  }
  return people;
}

}  // namespace clamor::simnet
