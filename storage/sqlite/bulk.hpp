#pragma once
// New rows of one table, written sixteen at a time: begun, sought and ended once for all of them, a row costs
// a third less. Rows wait until sixteen are there; whoever reads or changes the table in the same transaction
// calls flush() first.

#include <string>

#include "storage/sqlite/query.hpp"

namespace clamor::storage {

class Bulk {
 public:
  // `table`: its name and, where they are fewer than all, its columns. The first column is never NULL: rows
  // that are not there yet are told by it.
  Bulk(SQLite::Database& db, const std::string& table, int columns, const std::string& on_conflict = "")
      : columns_(columns), insert_(db, sql(table, columns, on_conflict).c_str()) {}

  // Values are copied.
  template <class... Values>
  void add(const Values&... values) {
    insert_.bind(columns_ * rows_, values...);
    if (++rows_ == rows_at_once) flush();
  }

  void flush() {
    if (rows_ == 0) return;
    rows_ = 0;
    insert_.run();
    insert_.clear();
  }

 private:
  static constexpr int rows_at_once = 16;

  static std::string sql(const std::string& table, int columns, const std::string& on_conflict) {
    std::string row = "(?", rows;
    for (int i = 1; i < columns; ++i) row += ",?";
    row += ")";
    for (int i = 0; i < rows_at_once; ++i) rows += (i == 0 ? "" : ",") + row;
    // OR FAIL: whoever fails gives up the whole transaction, so SQLite need not copy each page that it would
    // need to take back this statement alone.
    return "INSERT OR FAIL INTO " + table + " SELECT * FROM (VALUES " + rows +
           ") WHERE column1 IS NOT NULL " + on_conflict;
  }

  const int columns_;
  int rows_ = 0;
  Query insert_;
};

}  // namespace clamor::storage
