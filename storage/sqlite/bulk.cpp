#include "storage/sqlite/bulk.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <new>

namespace clamor::storage {

// Read from the first row to the last: nothing is sought in it.
struct Bulk::Table {
  struct Connected : sqlite3_vtab {
    const Bulk* rows;
  };
  struct Cursor : sqlite3_vtab_cursor {
    int row;
  };

  static const Bulk& rows_of(sqlite3_vtab_cursor* cursor) {
    return *static_cast<Connected*>(cursor->pVtab)->rows;
  }
  static int& row_of(sqlite3_vtab_cursor* cursor) { return static_cast<Cursor*>(cursor)->row; }

  static int connect(sqlite3* db, void* bulk, int, const char* const*, sqlite3_vtab** made, char**) {
    const auto* rows = static_cast<const Bulk*>(bulk);
    const int code = sqlite3_declare_vtab(db, rows->declaration_.c_str());
    if (code != SQLITE_OK) return code;
    sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
    *made = new (std::nothrow) Connected{{}, rows};
    return *made ? SQLITE_OK : SQLITE_NOMEM;
  }
  static int disconnect(sqlite3_vtab* table) {
    delete static_cast<Connected*>(table);
    return SQLITE_OK;
  }
  static int best_index(sqlite3_vtab*, sqlite3_index_info*) { return SQLITE_OK; }
  static int open(sqlite3_vtab*, sqlite3_vtab_cursor** made) {
    *made = new (std::nothrow) Cursor{};
    return *made ? SQLITE_OK : SQLITE_NOMEM;
  }
  static int close(sqlite3_vtab_cursor* cursor) {
    delete static_cast<Cursor*>(cursor);
    return SQLITE_OK;
  }
  static int filter(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) {
    row_of(cursor) = 0;
    return SQLITE_OK;
  }
  static int next(sqlite3_vtab_cursor* cursor) {
    ++row_of(cursor);
    return SQLITE_OK;
  }
  static int at_end(sqlite3_vtab_cursor* cursor) { return row_of(cursor) >= rows_of(cursor).rows_ ? 1 : 0; }
  static int column(sqlite3_vtab_cursor* cursor, sqlite3_context* to, int number) {
    const Bulk& rows = rows_of(cursor);
    const Value& value = rows.values_[static_cast<std::size_t>(row_of(cursor) * rows.columns_ + number)];
    switch (value.kind) {
      case Value::Kind::null:
        break;
      case Value::Kind::integer:
        sqlite3_result_int64(to, value.number);
        break;
      case Value::Kind::text:  // stays where it is until the statement has ended
        sqlite3_result_text(to, rows.texts_.data() + value.number, static_cast<int>(value.length),
                            SQLITE_STATIC);
        break;
    }
    return SQLITE_OK;
  }
  static int row_id(sqlite3_vtab_cursor* cursor, sqlite3_int64* id) {
    *id = row_of(cursor);
    return SQLITE_OK;
  }

  static std::string declare(int columns) {
    std::string names = "c0";
    for (int i = 1; i < columns; ++i) names += fmt::format(",c{}", i);
    return fmt::format("CREATE TABLE x({})", names);
  }

  // There without being created, as it has no xCreate. Whoever comes later under its name takes its place.
  static void offer(SQLite::Database& db, const std::string& name, const Bulk& rows) {
    static const sqlite3_module module = [] {
      sqlite3_module m{};
      m.xConnect = connect;
      m.xBestIndex = best_index;
      m.xDisconnect = disconnect;
      m.xOpen = open;
      m.xClose = close;
      m.xFilter = filter;
      m.xNext = next;
      m.xEof = at_end;
      m.xColumn = column;
      m.xRowid = row_id;
      return m;
    }();
    const int code = sqlite3_create_module(db.getHandle(), name.c_str(), &module, const_cast<Bulk*>(&rows));
    if (code != SQLITE_OK) throw SQLite::Exception(db.getHandle(), code);
  }

  // OR FAIL: whoever fails gives up the whole transaction, so SQLite need not copy each page that it would
  // need to take back this statement alone.
  static std::string sql(SQLite::Database& db, const Bulk& rows, const std::string& table,
                         const std::string& on_conflict) {
    const std::string name = fmt::format("rows_for_{}", table.substr(0, table.find(' ')));
    offer(db, name, rows);
    return fmt::format("INSERT OR FAIL INTO {} SELECT * FROM {} WHERE true {}", table, name, on_conflict);
  }
};

Bulk::Bulk(SQLite::Database& db, const std::string& table, int columns, const std::string& on_conflict)
    : columns_(columns),
      declaration_(Table::declare(columns)),
      values_(static_cast<std::size_t>(columns) * rows_at_once),
      insert_(db, Table::sql(db, *this, table, on_conflict).c_str()) {}

void Bulk::flush() {
  if (rows_ == 0) return;
  insert_.run();
  rows_ = 0;
  texts_.clear();
}

}  // namespace clamor::storage
