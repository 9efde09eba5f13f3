#include "core/text.hpp"

#include <cassert>
#include <cstdint>

// Texts of posts come from anybody: a tag found in one has a key that stays, whatever the bytes around it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  for (const std::string& tag : clamor::hashtags_in(text)) {
    const std::string key = clamor::hashtag_key(tag);
    assert(clamor::hashtag_key(key) == key);
  }
  (void)clamor::fold_for_phrases(text);
  (void)clamor::printable(text);
  return 0;
}
