#include "collector/intake/html.hpp"

#include <cstdint>
#include <cstdlib>

// HTML of strangers: always ends, whatever its nesting, and the quick way reads what the parser reads.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view html(reinterpret_cast<const char*>(bytes), size);
  for (const bool skip_inline_quote : {false, true}) {
    if (clamor::intake::html_to_text(html, skip_inline_quote) !=
        clamor::intake::parsed_html_to_text(html, skip_inline_quote))
      std::abort();
  }
  return 0;
}
