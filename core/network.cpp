#include "core/network.hpp"

namespace clamor {
namespace {
using namespace std::chrono;

struct Entry {
  Network network;
  std::string_view name;
  year_month_day epoch;  // first public posts; rounded down
};

constexpr std::array entries{
    Entry{Network::fediverse, "fediverse", year{2008} / 5 / 1},  // identi.ca
    Entry{Network::bluesky, "bluesky", year{2022} / 11 / 1},     // first invitation-only posts
    Entry{Network::x, "x", year{2006} / 3 / 1},
    Entry{Network::youtube, "youtube", year{2005} / 4 / 1},
    Entry{Network::reddit, "reddit", year{2005} / 6 / 1},
    Entry{Network::nostr, "nostr", year{2020} / 11 / 1},
    Entry{Network::other, "other", year{1990} / 1 / 1},
};

const Entry& entry_of(Network network) {
  for (const auto& entry : entries)
    if (entry.network == network) return entry;
  return entries.back();
}
}  // namespace

std::string_view network_name(Network network) { return entry_of(network).name; }

std::optional<Network> parse_network(std::string_view name) {
  for (const auto& entry : entries)
    if (entry.name == name) return entry.network;
  return {};
}

UtcTime network_epoch(Network network) { return UtcTime{sys_days{entry_of(network).epoch}}; }

}  // namespace clamor
