#include "i18n/names.hpp"

#include "i18n/tr.hpp"

namespace clamor::i18n {

const char* network_title(Network network) {
  switch (network) {
    case Network::fediverse:
      return tr("Fediverse");
    case Network::bluesky:
      return "Bluesky";
    case Network::x:
      return "X";
    case Network::youtube:
      return "YouTube";
    case Network::reddit:
      return "Reddit";
    case Network::nostr:
      return "Nostr";
    case Network::other:
      break;
  }
  return tr("Other networks");
}

}  // namespace clamor::i18n
