#include "config/config.hpp"

#include <cassert>
#include <cstdint>

// A campaign file is written by hand, late at night: every mistake must end in a sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view toml(reinterpret_cast<const char*>(bytes), size);
  const auto reading = clamor::config::read(toml, "/campaign/clamor.toml", {"mastodon", "bluesky"});
  for (const auto& mistake : reading.mistakes) assert(!mistake.what.empty());
  if (reading.mistakes.empty()) (void)reading.config.zone();
  (void)clamor::config::describe(reading);
  return 0;
}
