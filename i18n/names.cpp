#include "i18n/names.hpp"

#include <algorithm>
#include <array>

#include "i18n/tr.hpp"

namespace clamor::i18n {
namespace {

struct Cause {
  std::string_view word;
  const char* title;
};
constexpr std::array causes{
    Cause{"unreachable", TR("the server could not be reached")},
    Cause{"rate_limited", TR("the server asked us to go slower")},
    Cause{"needs_login", TR("the server wants a login")},
    Cause{"refused", TR("the server does not let us read")},
    Cause{"server_trouble", TR("the server was in trouble")},
    Cause{"bad_answer", TR("the server's answer could not be read")},
    Cause{"gone", TR("the address is not there any more")},
    Cause{"not_running", TR("nobody was collecting")},
    Cause{"catching_up", TR("there is more than one page to read; it goes on")},
    Cause{"page_limit", TR("more pages than one run reads; the next run goes on")},
    Cause{"stream_dropped", TR("the stream broke off")},
    Cause{"damaged", TR("the database was damaged")},
    Cause{"search_ceiling", TR("the server does not show what lies between")},
};

}  // namespace

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

std::string gap_cause_title(std::string_view cause) {
  for (const Cause& known : causes)
    if (known.word == cause) return tr(known.title);
  std::string words(cause);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

const char* gap_state_title(GapState state) {
  switch (state) {
    case GapState::open:
      return tr("open");
    case GapState::filling:
      return tr("being filled");
    case GapState::closed:
      return tr("closed");
    case GapState::unrecoverable:
      return tr("lost for good");
  }
  return "";
}

}  // namespace clamor::i18n
