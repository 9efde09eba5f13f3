#pragma once
// A network is where a post lives; a kind is how we read it. One network, many kinds and servers.

#include <array>
#include <optional>
#include <string_view>

#include "core/time.hpp"

namespace clamor {

// The numbers are stored: never renumber, only append.
enum class Network : int { fediverse = 1, bluesky = 2, x = 3, youtube = 4, reddit = 5, nostr = 6, other = 99 };

inline constexpr std::array all_networks{Network::fediverse, Network::bluesky, Network::x,    Network::youtube,
                                         Network::reddit,    Network::nostr,   Network::other};

// "fediverse", "bluesky": the word of config, tables and JSON. Not for people: see i18n.
std::string_view network_name(Network network);
std::optional<Network> parse_network(std::string_view name);

// No post of this network can be older; an earlier claim is a broken clock or a lie.
UtcTime network_epoch(Network network);

}  // namespace clamor
