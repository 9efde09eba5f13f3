#pragma once
// Names known when the program is built, each with its index: found without a search.
//
//   using Names = NameTable<"id", "text">;
//   Names::index_of("text");  // 1; Names::count for any other name

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

namespace clamor {

template <std::size_t Size>
struct FixedName {
  char letters[Size];
  consteval FixedName(const char (&text)[Size]) { std::copy_n(text, Size, letters); }
  constexpr std::string_view view() const { return {letters, Size - 1}; }
};

template <FixedName... Names>
class NameTable {
 public:
  static constexpr std::size_t count = sizeof...(Names);

  static constexpr std::size_t index_of(std::string_view name) {
    std::size_t slot = slot_of(name);
    while (table[slot] != count && names[table[slot]] != name) slot = (slot + 1) % slots;
    return table[slot];
  }

 private:
  static constexpr std::size_t slots = std::bit_ceil(count * 4);
  static_assert(count < 255);

  static constexpr std::size_t slot_of(std::string_view name) {
    const auto letter = [&](std::size_t at) { return static_cast<unsigned char>(name[at]); };
    if (name.empty()) return 0;
    return (name.size() * 37 + letter(0) * 5u + letter(name.size() / 2) * 11u +
            letter(name.size() - 1) * 3u) %
           slots;
  }
  static constexpr std::array<std::string_view, count> names{Names.view()...};
  // Where to look for a name: the slot of its letters, or the next ones.
  static constexpr std::array<unsigned char, slots> table = [] {
    std::array<unsigned char, slots> made{};
    made.fill(static_cast<unsigned char>(count));
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t slot = slot_of(names[i]);
      while (made[slot] != count) slot = (slot + 1) % slots;
      made[slot] = static_cast<unsigned char>(i);
    }
    return made;
  }();
};

}  // namespace clamor
