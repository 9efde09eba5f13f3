#pragma once
// The members of a JSON object by name, found in one walk over it: asking a document of sixty members for
// thirty of them one by one costs more than parsing it.
//
//   using Shape = Fields<"id", "text">;
//   Shape tweet(object);  tweet.text<"text">();

#include <array>
#include <bitset>

#include "core/name_table.hpp"
#include "exchange/archives/json.hpp"

namespace clamor::exchange {

template <FixedName... Names>
class Fields {
 public:
  Fields() = default;
  // Members of other names are noted in `unknown`. Of two of one name the first counts.
  explicit Fields(Json object, Findings* unknown = nullptr) {
    simdjson::dom::object members;
    if (object.get(members)) return;
    for (const auto& [key, value] : members) {
      const std::size_t index = Table::index_of(key);
      if (index == count) {
        if (unknown != nullptr) note_unknown(key, *unknown);
      } else if (!there_[index]) {
        there_.set(index);
        values_[index] = value;
      }
    }
  }

  // Absent, null and another type than asked for are all empty.
  template <FixedName name>
  std::optional<Json> member() const {
    constexpr std::size_t index = Table::index_of(name.view());
    static_assert(index < count);
    return there_[index] && !values_[index].is_null() ? std::optional(values_[index]) : std::nullopt;
  }
  template <FixedName name>
  std::optional<Json> object() const {
    const auto value = member<name>();
    return value && value->is_object() ? value : std::nullopt;
  }
  template <FixedName name>
  std::string_view text() const {
    const auto value = member<name>();
    return value ? text_in(*value) : std::string_view{};
  }
  template <FixedName name>
  bool flag() const {
    bool value = false;
    const auto found = member<name>();
    return found && !found->get(value) && value;
  }
  template <FixedName name>
  std::optional<std::int64_t> count_of() const {
    const auto value = member<name>();
    return value ? count_in(*value) : std::nullopt;
  }
  template <FixedName name>
  std::string id() const {
    const auto value = member<name>();
    return value ? id_in(*value) : std::string();
  }

 private:
  using Table = NameTable<Names...>;
  static constexpr std::size_t count = Table::count;

  std::bitset<count> there_;
  std::array<Json, count> values_;
};

}  // namespace clamor::exchange
