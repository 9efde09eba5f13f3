#include "collector/sources/html.hpp"

#include <cstdint>

// HTML of strangers: always ends, whatever its nesting.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view html(reinterpret_cast<const char*>(bytes), size);
  (void)clamor::collector::html_to_text(html);
  (void)clamor::collector::html_to_text(html, true);
  return 0;
}
