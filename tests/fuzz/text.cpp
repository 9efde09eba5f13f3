#include "core/text.hpp"

#include <cassert>
#include <cstdint>

// Texts of posts come from anybody: folding must be stable, whatever the bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::string key = clamor::hashtag_key(text);
  assert(clamor::hashtag_key(key) == key);
  (void)clamor::fold_for_phrases(text);
  (void)clamor::hashtags_in(text);
  (void)clamor::printable(text);
  return 0;
}
