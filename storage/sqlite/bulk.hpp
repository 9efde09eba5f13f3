#pragma once
// New rows of one table, written sixteen at a time: begun, sought and ended once for all of them, a row costs
// a third less. Rows wait until sixteen are there; whoever reads or changes the table in the same transaction
// calls flush() first, which writes the rest one by one.

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
  // `table`: its name and, where they are fewer than all, its columns.
  Bulk(SQLite::Database& db, const std::string& table, int columns, const std::string& on_conflict = "")
      : columns_(columns),
        values_(static_cast<std::size_t>(columns) * rows_at_once),
        one_(db, sql(table, columns, 1, on_conflict), values_.size()),
        many_(db, sql(table, columns, rows_at_once, on_conflict), values_.size()) {}

  // Values are copied.
  template <class... Values>
  void add(const Values&... values) {
    assert(sizeof...(values) == static_cast<std::size_t>(columns_));
    Value* to = values_.data() + rows_ * columns_;
    ((*to++ = kept(values)), ...);
    if (++rows_ < rows_at_once) return;
    write(many_, 0, rows_at_once);
    clear();
  }

  void flush() {
    for (int row = 0; row < rows_; ++row) write(one_, row, 1);
    clear();
  }

 private:
  static constexpr int rows_at_once = 16;

  struct Value {
    enum class Kind : std::uint32_t { null, integer, text } kind = Kind::null;
    std::uint32_t length = 0;  // of a text, which begins at texts_[number]
    std::int64_t number = 0;
    friend bool operator==(const Value&, const Value&) = default;
  };
  // What a statement was given last stays with it: many columns are the same in every row.
  struct Statement {
    Query query;
    std::vector<Value> given;
    Statement(SQLite::Database& db, const std::string& sql, std::size_t values)
        : query(db, sql.c_str()), given(values) {}
  };

  // OR FAIL: whoever fails gives up the whole transaction, so SQLite need not copy each page that it would
  // need to take back this statement alone.
  static std::string sql(const std::string& table, int columns, int rows, const std::string& on_conflict) {
    std::string row = "(?";
    for (int i = 1; i < columns; ++i) row += ",?";
    row += ")";
    std::string all = "INSERT OR FAIL INTO " + table + " VALUES " + row;
    for (int i = 1; i < rows; ++i) all += "," + row;
    return all + " " + on_conflict;
  }

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

  void write(Statement& insert, int first_row, int rows) {
    const Value* value = values_.data() + first_row * columns_;
    for (int i = 0; i < rows * columns_; ++i, ++value) {
      if (value->kind != Value::Kind::text && *value == insert.given[static_cast<std::size_t>(i)]) continue;
      insert.given[static_cast<std::size_t>(i)] = *value;
      switch (value->kind) {
        case Value::Kind::null:
          insert.query.bind(i + 1, nullptr);
          break;
        case Value::Kind::integer:
          insert.query.bind(i + 1, value->number);
          break;
        case Value::Kind::text:
          insert.query.bind(i + 1, std::string_view(texts_.data() + value->number, value->length));
          break;
      }
    }
    insert.query.run();
  }

  void clear() {
    rows_ = 0;
    texts_.clear();
  }

  const int columns_;
  int rows_ = 0;
  std::vector<Value> values_;
  std::string texts_;
  Statement one_, many_;
};

}  // namespace clamor::storage
