// Bytes of what was erased: a database keeps them in free pages and in its log, and copies lie beside it.
#include <cstring>
#include <filesystem>
#include <functional>
#include <mutex>

#include "storage/beside.hpp"
#include "storage/sqlite/writer_parts.hpp"
#include "storage/wipe.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t fits_memory = 32 << 20;

std::int64_t number(SQLite::Database& db, const char* question) {
  return db.execAndGet(question).getInt64();
}

// Asked by SQLite now and then while it works; not zero stops it.
int asks_to_stop(void* go_on) {
  return (*static_cast<const std::function<bool()>*>(go_on))() ? 0 : 1;
}

// Where SQLite puts the temporary file of a rewriting: beside the database, as another folder may lie on a disk that is
// smaller, or not encrypted. Nothing else of ours takes such files; SQLite knows one place for the whole process.
class TemporaryFiles {
 public:
  explicit TemporaryFiles(const fs::path& folder) : lock_(mutex()) {
    // SQLite frees it, so the letters lie in its memory; without memory it takes its own folder.
    const std::string& name = folder.native();
    sqlite3_temp_directory = static_cast<char*>(sqlite3_malloc64(name.size() + 1));
    if (sqlite3_temp_directory != nullptr) std::memcpy(sqlite3_temp_directory, name.c_str(), name.size() + 1);
  }
  ~TemporaryFiles() {
    sqlite3_free(sqlite3_temp_directory);
    sqlite3_temp_directory = nullptr;
  }
  TemporaryFiles(const TemporaryFiles&) = delete;
  TemporaryFiles& operator=(const TemporaryFiles&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  std::lock_guard<std::mutex> lock_;
};

// A rewritten file holds nothing but what its tables say: secure_delete would leave one text in some hundred
// in pages that were split. A larger file is rewritten through a temporary one, which holds no more than that
// either. False: it was stopped.
bool rewrite(SQLite::Database& db, const fs::path& folder, bool in_memory, const std::function<bool()>& go_on) {
  constexpr int steps_between = 100'000;
  const TemporaryFiles beside(folder);
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

BytesLeft bytes_left(SQLite::Database& db) {
  Query query(db, "SELECT bytes_left FROM care");
  auto rows = query.rows();
  return rows.next() ? static_cast<BytesLeft>(rows.small(0)) : BytesLeft::none;
}

// A dashboard has a cache in its memory, and a collector the index in use: they lose the name, not the bytes under them.
// Whoever looks next makes them anew.
void remove_remade(const fs::path& database, BytesLeft left, std::vector<std::string>& removed) {
  for (const FileBeside& beside : files_beside(database)) {
    const bool of_posts = beside.what == Beside::figures && left == BytesLeft::of_texts;
    if (of_posts || !can_go(beside.what)) continue;
    if (beside.what == Beside::work)
      wipe_file(beside.file);
    else
      fs::remove(beside.file);
    removed.push_back(beside.file.string());
  }
}

}  // namespace

Scrubbed SqliteWriter::scrub(const std::function<bool()>& go_on) {
  return guarded(file_, [&] {
    Scrubbed scrubbed;
    const BytesLeft left = bytes_left(db_);
    if (left == BytesLeft::none) return scrubbed;
    const fs::path folder = file_.parent_path();
    const std::int64_t size = number(db_, "PRAGMA page_count") * number(db_, "PRAGMA page_size");
    const bool in_memory = size < fits_memory;
    const std::int64_t room = in_memory ? size : 2 * size;  // the log, and a temporary file
    const auto no_room = [&] { scrubbed.complete = false, scrubbed.room_needed = room; };
    remove_remade(file_, left, scrubbed.removed);
    if (fs::space(folder).available < static_cast<std::uintmax_t>(room)) return no_room(), scrubbed;
    try {
      scrubbed.stopped = !rewrite(db_, folder, in_memory, go_on);
      scrubbed.complete = !scrubbed.stopped && empty_log(db_);
      if (scrubbed.complete) db_.exec("UPDATE care SET bytes_left = 0");
    } catch (const SQLite::Exception& error) {
      if ((error.getErrorCode() & 0xff) != SQLITE_FULL) throw;
      no_room();
    }
    return scrubbed;
  });
}

}  // namespace clamor::storage
