#include <cassert>
#include <cstdint>

#include "collector/intake/prepare.hpp"

// A normalised link is normal: the second time changes nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto once = clamor::intake::normalise_link({reinterpret_cast<const char*>(bytes), size});
  if (!once.empty()) assert(clamor::intake::normalise_link(once) == once);
  return 0;
}
