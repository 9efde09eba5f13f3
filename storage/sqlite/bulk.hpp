#pragma once
// New rows of one table, many written by one statement: it reads them from here as from a table
// (sqlite.org/vtab.html), so that no value is bound, and begins, seeks and ends once for all of them. Rows
// wait until there are many; whoever reads or changes the table in the same transaction calls flush() first.
// One thread, that of its connection.

#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "storage/sqlite/query.hpp"

namespace clamor::storage {

class Bulk {
 public:
  // `table`: its name and, where they are fewer than all, its columns; one Bulk of a table on a connection.
  // Columns in the table's own order cost SQLite a copy less.
  Bulk(SQLite::Database& db, const std::string& table, int columns, const std::string& on_conflict = "");
  Bulk(const Bulk&) = delete;
  Bulk& operator=(const Bulk&) = delete;

  // Values are copied.
  template <class... Values>
  void add(const Values&... values) {
    assert(sizeof...(values) == static_cast<std::size_t>(columns_));
    Value* to = values_.data() + rows_ * columns_;
    ((*to++ = kept(values)), ...);
    if (++rows_ == rows_at_once) flush();
  }

  void flush();

 private:
  static constexpr int rows_at_once = 64;

  struct Value {
    enum class Kind : std::uint32_t { null, integer, text } kind = Kind::null;
    std::uint32_t length = 0;  // of a text, which begins at texts_[number]
    std::int64_t number = 0;
  };
  struct Table;  // how SQLite sees the rows

  template <class Given>
  Value kept(const Given& value) {
    if constexpr (std::is_same_v<Given, UtcTime>) {
      return kept(millis(value));
    } else if constexpr (std::is_enum_v<Given> || std::is_integral_v<Given>) {
      return {Value::Kind::integer, 0, static_cast<std::int64_t>(value)};
    } else if constexpr (std::is_convertible_v<Given, std::string_view>) {
      const std::string_view text = value;
      const auto start = static_cast<std::int64_t>(texts_.size());
      texts_ += text;
      return {Value::Kind::text, static_cast<std::uint32_t>(text.size()), start};
    } else {  // an optional
      return value ? kept(*value) : Value{};
    }
  }

  const int columns_;
  const std::string declaration_;  // made before SQLite asks for it: nothing may be thrown through SQLite
  int rows_ = 0;
  std::vector<Value> values_;
  std::string texts_;
  Query insert_;
};

}  // namespace clamor::storage
