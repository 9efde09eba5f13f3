#pragma once
// A prepared statement that takes and gives our own types. Kept for the life of its connection; one thread.

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/time.hpp"

namespace clamor::storage {

inline std::int64_t millis(UtcTime time) {
  return time.time_since_epoch().count();
}
inline UtcTime utc(std::int64_t ms) {
  return UtcTime{Millis{ms}};
}
inline std::optional<UtcTime> utc(std::optional<std::int64_t> ms) {
  return ms ? std::optional(utc(*ms)) : std::nullopt;
}

class Query {
 public:
  Query(SQLite::Database& db, const char* sql) : statement_(db, sql) {}

  // The rows of one execution. A finished or forgotten cursor must not pin a snapshot: leaving resets it.
  class Rows {
   public:
    explicit Rows(SQLite::Statement& statement) : statement_(&statement) {}
    Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    Rows& operator=(Rows&&) = delete;
    ~Rows() {
      if (statement_) statement_->tryReset();
    }

    bool next() { return statement_->executeStep(); }
    std::int64_t integer(int column) const { return statement_->getColumn(column).getInt64(); }
    int small(int column) const { return statement_->getColumn(column).getInt(); }
    double real(int column) const { return statement_->getColumn(column).getDouble(); }
    std::string text(int column) const { return statement_->getColumn(column).getString(); }
    UtcTime time(int column) const { return utc(integer(column)); }
    std::optional<std::int64_t> maybe(int column) const {
      const SQLite::Column value = statement_->getColumn(column);
      return value.isNull() ? std::nullopt : std::optional(value.getInt64());
    }
    std::optional<bool> maybe_bool(int column) const {
      const auto value = maybe(column);
      return value ? std::optional(*value != 0) : std::nullopt;
    }
    std::optional<UtcTime> maybe_time(int column) const { return utc(maybe(column)); }

   private:
    SQLite::Statement* statement_;
  };

  // Values may be temporaries: they are copied.
  template <class... Values>
  Rows rows(const Values&... values) {
    statement_.tryReset();
    int index = 0;
    (put<true>(++index, values), ...);
    return Rows(statement_);
  }
  // Executes a change; answers how many rows it touched.
  template <class... Values>
  int run(const Values&... values) {
    statement_.tryReset();
    int index = 0;
    (put<false>(++index, values), ...);
    const int changed = statement_.exec();
    statement_.reset();
    return changed;
  }

 private:
  template <bool Copy, class Value>
  void put(int index, const Value& value) {
    if constexpr (std::is_same_v<Value, std::nullptr_t>) {
      statement_.bind(index);
    } else if constexpr (std::is_same_v<Value, UtcTime>) {
      statement_.bind(index, millis(value));
    } else if constexpr (std::is_enum_v<Value> || std::is_integral_v<Value>) {
      statement_.bind(index, static_cast<std::int64_t>(value));
    } else if constexpr (std::is_floating_point_v<Value>) {
      statement_.bind(index, static_cast<double>(value));
    } else if constexpr (std::is_same_v<Value, std::string>) {
      if constexpr (Copy) {
        statement_.bind(index, value);
      } else {
        statement_.bindNoCopy(index, value);
      }
    } else if constexpr (std::is_convertible_v<Value, std::string_view>) {
      statement_.bind(index, std::string(std::string_view(value)));
    } else if (value) {  // an optional
      put<Copy>(index, *value);
    } else {
      statement_.bind(index);
    }
  }

  SQLite::Statement statement_;
};

}  // namespace clamor::storage
