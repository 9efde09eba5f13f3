#include "simnet/faults.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "simnet/simnet.hpp"

namespace clamor::simnet {
namespace {

struct Known {
  std::string_view name;
  int usual;  // amount
};

constexpr Known known[] = {
    // Of the world: percent of posts, of arrivals, of people.
    {"edits", 5},
    {"deletions", 3},
    {"late", 10},
    {"opt-outs", 3},
    // Before a server: how many windows, every how manieth request, after how many, the first how many...
    {"outages", 3},
    {"storm", 7},
    {"html-error", 11},
    {"few-requests", 25},
    {"starting-up", 2},
    {"drip", 13},
    {"slow", 200},
    {"stream-drop", 20},  // seconds that streams stand, and then do not
    // Of a server's own.
    {"closed-feed", 1},
    {"short-pages", 1},
    {"token-expiry", 5},
    {"no-link", 1},
    {"odd-401", 1},
    {"blocks", 1},
    {"wrong-counts", 1},
};

const Known* known_as(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(known), std::end(known), [&](const Known& one) { return one.name == name; });
  return found == std::end(known) ? nullptr : found;
}

Fault parsed(std::string_view word) {
  Fault fault;
  const auto at_sign = word.find('@');
  if (at_sign != std::string_view::npos) fault.server = word.substr(at_sign + 1);
  const auto what = word.substr(0, at_sign);
  const auto colon = what.find(':');
  fault.name = what.substr(0, colon);
  if (!known_as(fault.name)) {
    std::string list;
    for (const std::string& one : known_faults()) list += (list.empty() ? "" : ", ") + one;
    throw std::runtime_error("unknown fault \"" + fault.name + "\"; there are: " + list);
  }
  if (colon == std::string_view::npos) return fault;
  const auto digits = what.substr(colon + 1);
  int amount = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
  if (error != std::errc{} || end != digits.data() + digits.size() || amount < 1)
    throw std::runtime_error("the amount of the fault \"" + fault.name + "\" must be a number from 1");
  fault.amount = amount;
  return fault;
}

}  // namespace

const std::vector<std::string>& known_faults() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Known& one : known) all.emplace_back(one.name);
    return all;
  }();
  return names;
}

Faults::Faults(const std::vector<std::string>& words) {
  for (const std::string& word : words) faults_.push_back(parsed(word));
}

// What is said of one server comes before what is said of all.
const Fault* Faults::find(std::string_view name, std::string_view server) const {
  const Fault* general = nullptr;
  for (const Fault& fault : faults_) {
    if (fault.name != name) continue;
    if (fault.server.empty()) general = &fault;
    if (!fault.server.empty() && fault.server == server) return &fault;
  }
  return general;
}

int Faults::amount(std::string_view name, std::string_view server) const {
  const Fault* fault = find(name, server);
  return fault ? fault->amount.value_or(known_as(name)->usual) : 0;
}

std::string Faults::stranger(const std::vector<std::string>& servers) const {
  for (const Fault& fault : faults_)
    if (!fault.server.empty() && std::find(servers.begin(), servers.end(), fault.server) == servers.end())
      return fault.server;
  return {};
}

}  // namespace clamor::simnet
