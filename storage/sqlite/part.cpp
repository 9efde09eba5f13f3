#include "storage/sqlite/part.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "storage/beside.hpp"
#include "storage/sqlite/files.hpp"
#include "storage/store.hpp"

namespace clamor::storage {

Part::Part(const std::filesystem::path& place) : place_(place), path_(place.string() + ".part") {
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file_ < 0) cannot("create", path_, errno);
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    ::close(file_);
    throw StorageError(
        StorageError::Kind::locked,
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

void remove_left_over(const std::filesystem::path& part) {
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

}  // namespace clamor::storage
