#include "simnet/spelling.hpp"

namespace clamor::simnet {

std::string lower_case(std::string_view text) {
  std::string low(text);
  for (std::size_t at = 0; at < low.size(); ++at) {
    const auto byte = static_cast<unsigned char>(low[at]);
    const bool ascii = byte >= 'A' && byte <= 'Z';
    // U+00C0 to U+00DE are 0xC3 0x80 to 0xC3 0x9E; the small ones stand 32 further.
    const bool latin = at > 0 && static_cast<unsigned char>(low[at - 1]) == 0xC3 && byte >= 0x80 &&
                       byte <= 0x9E && byte != 0x97;
    if (ascii || latin) low[at] = static_cast<char>(byte + 32);
  }
  return low;
}

}  // namespace clamor::simnet
