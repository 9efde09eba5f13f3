#include "storage/sqlite/salvage_rows.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>
#include <limits>
#include <optional>
#include <vector>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/query.hpp"

namespace clamor::storage {

namespace {

constexpr std::int64_t smallest_piece = 32;  // ids; a page holds about as many posts
constexpr int most_walks = 20'000;           // a table of which nothing can be read would be divided for ever

struct Columns {
  std::string list;  // of names, quoted
  std::string key;   // the first column of the primary key, quoted
  bool by_number = false;
  int count = 0;
};

Columns columns_of(SQLite::Database& db, const std::string& table) {
  Columns all;
  Query query(db, "SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid");
  for (auto row = query.rows(table); row.next(); ++all.count) {
    const std::string name = '"' + row.text(0) + '"';
    all.list += (all.list.empty() ? "" : ", ") + name;
    if (row.small(2) != 1) continue;
    all.key = name;
    all.by_number = row.text(1) == "INTEGER";
  }
  return all;
}

class Rows {
 public:
  Rows(SQLite::Database& from, SQLite::Database& to, const std::string& table)
      : from_(from), into_(to.getFilename()), columns_(columns_of(to, table)), table_(table) {
    std::string holes = "?";
    for (int i = 1; i < columns_.count; ++i) holes += ", ?";
    put_.emplace(to, fmt::format("INSERT OR IGNORE INTO {} VALUES ({})", table, holes));
    salvaged_.name = table;
  }

  Salvaged::Table read() {
    if (columns_.by_number)
      between(0, std::numeric_limits<std::int64_t>::max());
    else
      walk(fmt::format("SELECT {} FROM {}", columns_.list, table_), {});  // small tables
    return salvaged_;
  }

 private:
  // How far a walk came, and whether it came to its end.
  struct Walk {
    std::optional<std::int64_t> last;
    bool ended = false;
  };

  void between(std::int64_t low, std::int64_t high) {
    const Walk up = walk(in_order(""), {{low, high}});
    if (up.ended) return;
    low = up.last.value_or(low);
    const Walk down = walk(in_order(" DESC"), {{low, high}});
    high = down.last.value_or(high);
    if (down.ended) return;
    if (high - low <= smallest_piece || walks_ >= most_walks) {
      ++salvaged_.unreadable;
      return;
    }
    const std::int64_t middle = low + (high - low) / 2;
    between(low, middle);
    between(middle + 1, high);
  }

  std::string in_order(const char* direction) const {
    return fmt::format("SELECT {0} FROM {1} NOT INDEXED WHERE {2} BETWEEN ? AND ? ORDER BY {2}{3}",
                       columns_.list, table_, columns_.key, direction);
  }

  Walk walk(const std::string& sql, std::optional<std::pair<std::int64_t, std::int64_t>> range) {
    Walk walk;
    ++walks_;
    try {
      SQLite::Statement rows(from_, sql);
      if (range) {
        rows.bind(1, range->first);
        rows.bind(2, range->second);
      }
      const int key = key_column(rows);
      while (rows.executeStep()) {
        take(rows);
        if (range) walk.last = rows.getColumn(key).getInt64();
      }
      walk.ended = true;
    } catch (const SQLite::Exception&) {
      if (!range) ++salvaged_.unreadable;
    }
    return walk;
  }

  int key_column(SQLite::Statement& rows) const {
    for (int i = 0; i < rows.getColumnCount(); ++i)
      if ('"' + std::string(rows.getColumnName(i)) + '"' == columns_.key) return i;
    return 0;
  }

  void take(SQLite::Statement& row) {
    put_->reset();
    for (int i = 0; i < columns_.count; ++i) {
      const SQLite::Column value = row.getColumn(i);
      switch (value.getType()) {
        case SQLITE_INTEGER:
          put_->bind(i + 1, value.getInt64());
          break;
        case SQLITE_FLOAT:
          put_->bind(i + 1, value.getDouble());
          break;
        case SQLITE_NULL:
          put_->bind(i + 1);
          break;
        default:
          put_->bind(i + 1, value.getString());
      }
    }
    try {
      salvaged_.rows += put_->exec();
    } catch (const SQLite::Exception& error) {
      const int code = error.getErrorCode() & 0xff;
      const bool no_column_takes_it = code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH || code == SQLITE_TOOBIG;
      if (!no_column_takes_it) rethrow(error, into_);
      ++salvaged_.unreadable;
    }
  }

  SQLite::Database& from_;
  const std::filesystem::path into_;
  const Columns columns_;
  const std::string table_;
  std::optional<SQLite::Statement> put_;
  Salvaged::Table salvaged_;
  int walks_ = 0;
};

}  // namespace

Salvaged::Table salvage_rows(SQLite::Database& from, SQLite::Database& to, const std::string& table) {
  return Rows(from, to, table).read();
}

}  // namespace clamor::storage
