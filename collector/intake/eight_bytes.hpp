#pragma once
// Eight bytes of a text looked at in one step (H. S. Warren, "Hacker's Delight", chapter 6). The lowest byte is the first.
// Only for this room.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace clamor::intake {

static_assert(std::endian::native == std::endian::little);

struct EightBytes {
  static constexpr std::uint64_t each = 0x0101010101010101, top = each * 0x80;
  std::uint64_t bytes = 0;

  // There have to be as many from `at` on.
  static EightBytes of(std::string_view text, std::size_t at) {
    EightBytes eight;
    std::memcpy(&eight.bytes, text.data() + at, sizeof eight.bytes);
    return eight;
  }

  // Answers set bit 7 of a byte for which they hold. Above the lowest such byte others may be set too: whether there is
  // one and where the first is they say exactly.
  constexpr std::uint64_t smaller_than(unsigned char than) const {  // at most 0x80
    return (bytes - each * than) & ~bytes & top;
  }
  constexpr std::uint64_t equal_to(char letter) const {
    return EightBytes{bytes ^ each * static_cast<unsigned char>(letter)}.smaller_than(1);
  }
  constexpr std::uint64_t beyond_ascii() const { return bytes & top; }
  // Its ASCII letters in small: bit 7 tells of each byte whether it lies from A to Z, and bit 5 is set there.
  constexpr EightBytes lower_case() const {
    const std::uint64_t low = bytes & ~top;
    const std::uint64_t from_a = low + each * (0x80 - 'A'), behind_z = low + each * (0x80 - 'Z' - 1);
    return {bytes | (((from_a ^ behind_z) & ~bytes & top) >> 2)};
  }

  static constexpr std::size_t first_of(std::uint64_t answer) {
    return static_cast<std::size_t>(std::countr_zero(answer)) / 8;
  }
  // The bytes before the first that was found; 0 in place of the others.
  constexpr EightBytes before(std::uint64_t answer) const {
    return {answer == 0 ? bytes : bytes & ((answer & (~answer + 1)) - 1) >> 7};
  }
};

}  // namespace clamor::intake
