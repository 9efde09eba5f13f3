#pragma once
// A prepared statement that takes and gives our own types. Kept for the life of its connection; one thread.

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <cstdint>
#include <memory>
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
inline std::optional<std::int64_t> millis(const std::optional<UtcTime>& time) {
  return time ? std::optional(millis(*time)) : std::nullopt;
}
inline UtcTime utc(std::int64_t ms) {
  return UtcTime{Millis{ms}};
}
inline std::optional<UtcTime> utc(std::optional<std::int64_t> ms) {
  return ms ? std::optional(utc(*ms)) : std::nullopt;
}

class Query {
 public:
  Query(SQLite::Database& db, const char* sql) : db_(db.getHandle()) {
    sqlite3_stmt* made = nullptr;
    check(sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr));
    statement_.reset(made);
  }

  // The rows of one execution. A finished or forgotten cursor must not pin a snapshot: leaving resets it.
  class Rows {
   public:
    explicit Rows(Query& query) : query_(&query) {}
    Rows(Rows&& other) noexcept : query_(std::exchange(other.query_, nullptr)) {}
    Rows& operator=(Rows&&) = delete;
    ~Rows() {
      if (query_) sqlite3_reset(row());
    }

    bool next() { return query_->step(); }
    std::int64_t integer(int column) const { return sqlite3_column_int64(row(), column); }
    int small(int column) const { return sqlite3_column_int(row(), column); }
    double real(int column) const { return sqlite3_column_double(row(), column); }
    // Valid until the next row.
    std::string_view view(int column) const {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row(), column));
      return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(row(), column))};
    }
    std::string text(int column) const { return std::string(view(column)); }
    UtcTime time(int column) const { return utc(integer(column)); }
    std::optional<std::int64_t> maybe(int column) const {
      if (sqlite3_column_type(row(), column) == SQLITE_NULL) return std::nullopt;
      return integer(column);
    }
    std::optional<bool> maybe_bool(int column) const {
      const auto value = maybe(column);
      return value ? std::optional(*value != 0) : std::nullopt;
    }
    std::optional<UtcTime> maybe_time(int column) const { return utc(maybe(column)); }

   private:
    sqlite3_stmt* row() const { return query_->statement_.get(); }
    Query* query_;
  };

  // Values may be temporaries: they are copied.
  template <class... Values>
  Rows rows(const Values&... values) {
    sqlite3_reset(statement_.get());
    int index = 0;
    (put<true>(++index, values), ...);
    return Rows(*this);
  }
  // One value (the first is 1) of a change to come, which runs before a text bound here goes.
  template <class Value>
  void bind(int index, const Value& value) {
    put<false>(index, value);
  }
  // Executes a change; answers how many rows it touched.
  template <class... Values>
  int run(const Values&... values) {
    int index = 0;
    (put<false>(++index, values), ...);
    step();
    const int changed = sqlite3_changes(db_);
    check(sqlite3_reset(statement_.get()));
    return changed;
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  void check(int code) const {
    if (code != SQLITE_OK) throw SQLite::Exception(db_, code);
  }
  bool step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    const SQLite::Exception error(db_, code);
    sqlite3_reset(statement_.get());
    throw error;
  }

  template <bool Copy, class Value>
  void put(int index, const Value& value) {
    sqlite3_stmt* const to = statement_.get();
    if constexpr (std::is_same_v<Value, std::nullptr_t>) {
      check(sqlite3_bind_null(to, index));
    } else if constexpr (std::is_same_v<Value, UtcTime>) {
      check(sqlite3_bind_int64(to, index, millis(value)));
    } else if constexpr (std::is_enum_v<Value> || std::is_integral_v<Value>) {
      check(sqlite3_bind_int64(to, index, static_cast<std::int64_t>(value)));
    } else if constexpr (std::is_floating_point_v<Value>) {
      check(sqlite3_bind_double(to, index, static_cast<double>(value)));
    } else if constexpr (std::is_convertible_v<Value, std::string_view>) {
      const std::string_view text = value;
      // No bytes at no address would be NULL.
      check(sqlite3_bind_text(to, index, text.data() ? text.data() : "", static_cast<int>(text.size()),
                              Copy ? SQLITE_TRANSIENT : SQLITE_STATIC));
    } else if (value) {  // an optional
      put<Copy>(index, *value);
    } else {
      check(sqlite3_bind_null(to, index));
    }
  }

  sqlite3* db_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace clamor::storage
