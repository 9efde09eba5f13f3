#pragma once
// The file as SQLite sees it: for breaking what the store keeps whole.

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>

namespace clamor::storage::test {

class Raw {
 public:
  explicit Raw(const std::string& file) : db_(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
    db_.setBusyTimeout(5000);
  }
  void run(const std::string& sql) { db_.exec(sql); }
  std::int64_t number(const std::string& sql) { return db_.execAndGet(sql).getInt64(); }
  std::string text(const std::string& sql) { return db_.execAndGet(sql).getString(); }

 private:
  SQLite::Database db_;
};

}  // namespace clamor::storage::test
