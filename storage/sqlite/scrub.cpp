// Bytes of what was erased: a database keeps them in free pages and in its log, and copies lie beside it.
#include <filesystem>
#include <functional>

#include "storage/beside.hpp"
#include "storage/sqlite/writer_parts.hpp"
#include "storage/wipe.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t fits_memory = 256 << 20;

// Asked by SQLite now and then while it works; not zero stops it.
int asks_to_stop(void* go_on) {
  return (*static_cast<const std::function<bool()>*>(go_on))() ? 0 : 1;
}

// A rewritten file holds nothing but what its tables say: secure_delete would leave one text in some hundred
// in pages that were split. A larger file is rewritten through a temporary one, which holds no more than that
// either. False: it was stopped.
bool rewrite(SQLite::Database& db, bool in_memory, const std::function<bool()>& go_on) {
  constexpr int steps_between = 100'000;
  db.exec(in_memory ? "PRAGMA temp_store = MEMORY" : "PRAGMA temp_store = FILE");
  auto asked = go_on;
  sqlite3_progress_handler(db.getHandle(), steps_between, asks_to_stop, &asked);
  const int result = sqlite3_exec(db.getHandle(), "VACUUM", nullptr, nullptr, nullptr);
  sqlite3_progress_handler(db.getHandle(), 0, nullptr, nullptr);
  db.exec("PRAGMA temp_store = MEMORY");
  if (result == SQLITE_INTERRUPT) return false;
  if (result != SQLITE_OK) throw SQLite::Exception(db.getHandle(), result);
  return true;
}

// The log has to end in the file and be cut: it holds the pages of before.
bool empty_log(SQLite::Database& db) {
  Query checkpoint(db, "PRAGMA wal_checkpoint(TRUNCATE)");
  auto rows = checkpoint.rows();
  return rows.next() && rows.integer(0) == 0;
}

bool bytes_left(SQLite::Database& db) {
  Query query(db, "SELECT bytes_left FROM care");
  auto rows = query.rows();
  return rows.next() && rows.small(0) != 0;
}

}  // namespace

Scrubbed SqliteWriter::scrub(const std::function<bool()>& go_on) {
  return guarded(file_, [&] {
    Scrubbed scrubbed;
    if (!bytes_left(db_)) return scrubbed;
    scrubbed.complete = rewrite(db_, fs::file_size(file_) < fits_memory, go_on) && empty_log(db_);
    for (const FileBeside& beside : files_beside(file_)) {
      if (beside.what != Beside::remade) continue;
      wipe_file(beside.file);
      scrubbed.removed.push_back(beside.file.string());
    }
    if (scrubbed.complete) db_.exec("UPDATE care SET bytes_left = 0");
    return scrubbed;
  });
}

}  // namespace clamor::storage
