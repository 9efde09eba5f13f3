#pragma once
// The members of a JSON object by name, found in one walk over it: asking an object of thirty members for
// each of them in turn costs as much as parsing it.
//
//   using StatusFields = Fields<"id", "content">;
//   StatusFields status(json);  status.text<"content">();

#include <array>

#include "collector/sources/json.hpp"
#include "core/name_table.hpp"

namespace clamor::collector {

// Absent, null and another type than asked for are all empty.
template <FixedName... Names>
class Fields {
 public:
  Fields() = default;
  // Of two of one name the first counts.
  explicit Fields(Json json) {
    simdjson::dom::object members;
    if (json.get_object().get(members)) return;
    is_object_ = true;
    for (const auto& [key, value] : members) {
      const std::size_t index = Table::index_of(key);
      if (index != Table::count && !values_[index]) values_[index] = value;
    }
  }

  bool is_object() const { return is_object_; }

  template <FixedName name>
  std::optional<Json> member() const {
    constexpr std::size_t index = Table::index_of(name.view());
    static_assert(index < Table::count);
    const auto& value = values_[index];
    return value && !value->is_null() ? value : std::nullopt;
  }
  template <FixedName name>
  std::optional<Json> object() const {
    return object_in(member<name>());
  }
  template <FixedName name>
  std::optional<simdjson::dom::array> array() const {
    return array_in(member<name>());
  }
  template <FixedName name>
  std::optional<std::string_view> text() const {
    return text_in(member<name>());
  }
  template <FixedName name>
  std::string text_or(std::string_view otherwise = {}) const {
    return std::string(text<name>().value_or(otherwise));
  }
  template <FixedName name>
  std::optional<bool> flag() const {
    return flag_in(member<name>());
  }
  template <FixedName name>
  std::optional<std::int64_t> count() const {
    return count_in(member<name>());
  }
  template <FixedName name>
  std::optional<UtcTime> time() const {
    const auto told = text<name>();
    return told ? parse_rfc3339(*told) : std::nullopt;
  }
  template <FixedName name>
  std::string id() const {
    return id_in(member<name>());
  }

 private:
  using Table = NameTable<Names...>;
  bool is_object_ = false;
  std::array<std::optional<Json>, Table::count> values_;
};

}  // namespace clamor::collector
