#pragma once
// Everything that can go wrong between a server and a page, as data: a fault, the places where it can strike,
// and what the scripted server does there. reliability.md 3.2, promises 9 to 18.

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/collector/net/server.hpp"

namespace clamor::collector::faults {

// Where it strikes: before the body, or at a byte of it.
enum class Place { header, first, middle, last };
inline constexpr std::array places{Place::header, Place::first, Place::middle, Place::last};
inline constexpr std::array place_names{"header", "first byte", "middle", "last byte"};

struct Fault {
  std::string name;
  // What the server does with a good page of JSON; empty: this fault cannot strike there.
  std::function<std::optional<net::Script>(const std::string& page, Place place)> play;
  std::string why_empty = {};  // of the places where it cannot strike
  bool harmless = false;       // the page is whole all the same, and taken
  bool silent = false;         // the server waits for us to lose patience
  bool over_tls = false;       // with a certificate nobody trusts
};

const std::vector<Fault>& all_faults();

}  // namespace clamor::collector::faults
