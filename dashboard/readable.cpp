#include "dashboard/readable.hpp"

#include "core/text.hpp"
#include "dashboard/fonts.hpp"

namespace clamor::dashboard {
namespace {

// Decodes one character of valid UTF-8 and moves on.
char32_t next(std::string_view text, std::size_t& i) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char lead = byte(i);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t value = length == 1 ? lead : lead & (0xFFu >> (length + 1));
  for (std::size_t k = 1; k < length && i + k < text.size(); ++k) value = value << 6 | (byte(i + k) & 0x3Fu);
  i += length;
  return value;
}

bool joins_others(char32_t c) {
  return c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x20E3;
}

constexpr std::string_view stand_in = "□";

}  // namespace

std::string readable(std::string_view raw) {
  const std::string valid = valid_utf8(raw);
  std::string kept;
  bool space = false, replaced = false;
  for (std::size_t i = 0; i < valid.size();) {
    const std::size_t start = i;
    const char32_t c = next(valid, i);
    if (joins_others(c)) continue;
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0xA0) {
      space = !kept.empty();
      continue;
    }
    // A run of characters without a glyph is one sign, not a row of boxes. Controls are left to printable().
    const bool drawn =
        c < 0x20 || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || drawable(c);
    if (!drawn && replaced && !space) continue;
    if (space) kept += ' ';
    space = false;
    kept += drawn ? std::string_view(valid).substr(start, i - start) : stand_in;
    replaced = !drawn;
  }
  return printable(kept);
}

}  // namespace clamor::dashboard
