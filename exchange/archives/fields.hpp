#pragma once
// The members of a JSON object by name, found in one walk over it: asking a document of sixty members for
// thirty of them one by one costs more than parsing it.
//
//   using Shape = Fields<"id", "text">;
//   Shape tweet(object);  tweet.text<"text">();

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>

#include "exchange/archives/json.hpp"

namespace clamor::exchange {

template <std::size_t Size>
struct FieldName {
  char letters[Size];
  consteval FieldName(const char (&text)[Size]) { std::copy_n(text, Size, letters); }
  constexpr std::string_view view() const { return {letters, Size - 1}; }
};

template <FieldName... Names>
class Fields {
 public:
  Fields() = default;
  // Members of other names are noted in `unknown`. Of two of one name the first counts.
  explicit Fields(Json object, Findings* unknown = nullptr) {
    simdjson::dom::object members;
    if (object.get(members)) return;
    for (const auto& [key, value] : members) {
      const std::size_t index = index_of(key);
      if (index == count) {
        if (unknown != nullptr) note_unknown(key, *unknown);
      } else if (!there_[index]) {
        there_.set(index);
        values_[index] = value;
      }
    }
  }

  // Absent, null and another type than asked for are all empty.
  template <FieldName name>
  std::optional<Json> member() const {
    constexpr std::size_t index = index_of(name.view());
    static_assert(index < count);
    return there_[index] && !values_[index].is_null() ? std::optional(values_[index]) : std::nullopt;
  }
  template <FieldName name>
  std::optional<Json> object() const {
    const auto value = member<name>();
    return value && value->is_object() ? value : std::nullopt;
  }
  template <FieldName name>
  std::string_view text() const {
    const auto value = member<name>();
    return value ? text_in(*value) : std::string_view{};
  }
  template <FieldName name>
  bool flag() const {
    bool value = false;
    const auto found = member<name>();
    return found && !found->get(value) && value;
  }
  template <FieldName name>
  std::optional<std::int64_t> count_of() const {
    const auto value = member<name>();
    return value ? count_in(*value) : std::nullopt;
  }
  template <FieldName name>
  std::string id() const {
    const auto value = member<name>();
    return value ? id_in(*value) : std::string();
  }

 private:
  static constexpr std::size_t count = sizeof...(Names);
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
  static constexpr std::size_t index_of(std::string_view name) {
    std::size_t slot = slot_of(name);
    while (table[slot] != count && names[table[slot]] != name) slot = (slot + 1) % slots;
    return table[slot];
  }

  std::bitset<count> there_;
  std::array<Json, count> values_;
};

}  // namespace clamor::exchange
