#include "storage/sqlite/part.hpp"

#include <SQLiteCpp/Backup.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "storage/beside.hpp"
#include "storage/sqlite/files.hpp"
#include "storage/sqlite/migrations.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;
using Kind = StorageError::Kind;

namespace {

constexpr int pages_per_step = 512;

}  // namespace

Part::Part(const fs::path& place) : place_(place), path_(place.string() + ".part") {
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file_ < 0) cannot("create", path_, errno);
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    ::close(file_);
    throw StorageError(
        Kind::locked,
        fmt::format("{} is being written by another clamor; wait until it is done", path_.string()));
  }
  remove_work_beside(path_);
  if (::ftruncate(file_, 0) != 0) {
    const int trouble = errno;
    ::close(file_);
    cannot("create", path_, trouble);
  }
}

Part::~Part() {
  if (!moved_) ::unlink(path_.c_str());
  remove_work_beside(path_);
  ::close(file_);
}

void Part::move_into_place() {
  remove_work_beside(path_);
  storage::move_into_place(path_, place_);
  moved_ = true;
}

void remove_left_over(const fs::path& part) {
  const int file = ::open(part.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return;
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) {
    remove_work_beside(part);
    ::unlink(part.c_str());
  }
  ::close(file);
}

void without_log(SQLite::Database& db) {
  db.exec("PRAGMA journal_mode = DELETE");
}

bool copy_database(const fs::path& from, const fs::path& to, const GoOn& go_on) {
  try {
    SQLite::Database source = open_for_reading(from);
    schema_of(source, from);
    source.exec("BEGIN");
    source.execAndGet("SELECT count(*) FROM sqlite_schema");
    SQLite::Database target(to.string(), SQLite::OPEN_READWRITE);
    target.exec("PRAGMA synchronous = OFF");  // synced once, when it is whole
    SQLite::Backup steps(target, source);
    for (double share = 0; !go_on || go_on(share);) {
      if (steps.executeStep(pages_per_step) == SQLITE_DONE) {
        without_log(target);
        return true;
      }
      share = 1.0 - steps.getRemainingPageCount() / static_cast<double>(steps.getTotalPageCount());
    }
    return false;
  } catch (const SQLite::Exception& error) {
    rethrow(error, from, to);
  }
}

}  // namespace clamor::storage
