#include "storage/sqlite/search_index.hpp"

#include <fmt/format.h>

#include "storage/search.hpp"

namespace clamor::storage {

namespace {

constexpr int version = 1;

void make_tables(SQLite::Database& db) {
  SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
  if (db.execAndGet("PRAGMA user_version").getInt() != 0) return;  // another process was faster
  // done_to: posts with smaller ids are in. indexed: what is in, to see what changed.
  db.exec(
      "CREATE TABLE follows (one INTEGER PRIMARY KEY CHECK (one = 1), at_commit INTEGER NOT NULL, token INTEGER NOT "
      "NULL) STRICT;"
      "CREATE TABLE block (number INTEGER PRIMARY KEY, done_to INTEGER NOT NULL, newest INTEGER NOT NULL) STRICT;"
      "CREATE TABLE indexed (post INTEGER PRIMARY KEY, at INTEGER NOT NULL, hash INTEGER NOT NULL) STRICT");
  db.exec(fmt::format("PRAGMA user_version = {}", version));
  transaction.commit();
}

SQLite::Database opened(const std::filesystem::path& file) {
  create_file(file);
  SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
  db.setBusyTimeout(60'000);
  db.exec("PRAGMA page_size = 8192");
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = NORMAL");  // it can be made again
  db.exec("PRAGMA secure_delete = ON");    // words that left are overwritten
  db.exec("PRAGMA cache_size = -16384");
  const int found = db.execAndGet("PRAGMA user_version").getInt();
  if (found != 0 && found != version) throw SQLite::Exception("another version", SQLITE_NOTADB);
  if (found == 0) make_tables(db);
  return db;
}

}  // namespace

std::filesystem::path search_of(const std::filesystem::path& database) {
  return database.string() + ".search";
}

std::string table_of(std::int64_t block) {
  return fmt::format("text_{}", block);
}

SQLite::Database open_search_index(const std::filesystem::path& file) {
  try {
    return opened(file);
  } catch (const SQLite::Exception& error) {
    const int code = error.getErrorCode() & 0xff;
    if (code != SQLITE_NOTADB && code != SQLITE_CORRUPT) throw;
  }
  remove_search_index(file);
  return opened(file);
}

void remove_search_index(const std::filesystem::path& file) {
  std::error_code stays;  // whoever writes to it next says why
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + ending, stays);
}

SQLite::Database open_search_index_as_it_is(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file))
    throw StorageError(StorageError::Kind::read_only,
                       fmt::format("{} cannot be made, as nothing can be written there, and words are found through "
                                   "it; copy the database into a folder of yours and search there",
                                   file.string()));
  SQLite::Database db = open_for_reading(file);
  if (db.execAndGet("PRAGMA user_version").getInt() != version) throw SQLite::Exception("another version", SQLITE_NOTADB);
  return db;
}

std::string searchable_posts(const char* where) {
  return fmt::format(
      "SELECT p.id, p.at, p.text FROM post p JOIN author a ON a.id = p.author WHERE {} AND p.text <> '' "
      "AND coalesce(a.noindex, 0) = 0 AND coalesce(a.indexable, 1) = 1 AND coalesce(a.discoverable, 1) = 1 "
      "AND EXISTS (SELECT 1 FROM tag t CROSS JOIN mention m ON m.tag = t.id AND m.at = p.at AND m.post = p.id "
      "WHERE t.position IS NOT NULL AND m.state = 1)",
      where);
}

}  // namespace clamor::storage
