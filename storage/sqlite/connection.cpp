#include "storage/sqlite/connection.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string>

#include "storage/page_room.hpp"
#include "storage/sqlite/files.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;
using Kind = StorageError::Kind;

namespace {

// Nobody asks how much memory SQLite has in use, and counting it locks a mutex for each piece. Only possible
// before its first use; a program that was there earlier goes on counting.
[[maybe_unused]] const int no_counting = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);

constexpr int page_size = 8192, pages_for_writing = 3'900;

void harden(SQLite::Database& db, Damaged damaged = Damaged::no) {
  // Of a file that ends too early SQLite reads nothing, unless it takes us for somebody who repairs it.
  if (damaged == Damaged::maybe)
    db.exec("PRAGMA writable_schema = ON");
  else
    sqlite3_db_config(db.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  db.exec("PRAGMA trusted_schema = OFF");
  db.exec("PRAGMA cell_size_check = ON");
  db.exec("PRAGMA temp_store = MEMORY");
  db.setBusyTimeout(90'000);  // somebody else may hold the lock for a minute
}

SQLite::Database set_up_for_reading(SQLite::Database db, Damaged damaged) {
  harden(db, damaged);
  db.exec("PRAGMA query_only = ON");
  db.exec("PRAGMA cache_size = -16384");
  return db;
}

std::string as_uri(const fs::path& file) {
  std::string uri = "file:";
  for (const char c : file.string()) {
    const bool plain = c != '?' && c != '#' && c != '%';
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

// Where nobody can write no lock is needed. What stands in a log only is read too, through an index in
// memory.
SQLite::Database open_as_it_lies(const fs::path& file, Damaged damaged) {
  std::error_code none;
  const fs::path log = file.string() + "-wal";
  if (!fs::exists(log, none) || fs::file_size(log, none) == 0)
    return set_up_for_reading(
        SQLite::Database(as_uri(file) + "?immutable=1", SQLite::OPEN_READONLY | SQLite::OPEN_URI), damaged);
  SQLite::Database db(file.string(), SQLite::OPEN_READONLY, 0, "unix-none");
  db.exec("PRAGMA locking_mode = EXCLUSIVE");
  return set_up_for_reading(std::move(db), damaged);
}

// Who may only read cannot. Where nobody may write it stays as it is, and whoever reads says so.
void take_back_what_was_cut_short(const fs::path& file) {
  if (::access(file.c_str(), W_OK) != 0) return;
  SQLite::Database db(file.string(), SQLite::OPEN_READWRITE);
  db.setBusyTimeout(90'000);
  db.tryExec("PRAGMA schema_version");
}

// The index of the log that could not grow, which SQLite calls a disk that fails.
bool has_no_room_for_the_index(const SQLite::Exception& error, const fs::path& file) {
  constexpr std::uintmax_t region = 32 << 10;
  std::error_code unknown;
  return error.getExtendedErrorCode() == SQLITE_IOERR_SHMSIZE && fs::space(file.parent_path(), unknown).available < region;
}

}  // namespace

void take_room_for_pages() {
  int header = 0;
  sqlite3_config(SQLITE_CONFIG_PCACHE_HDRSZ, &header);
  const int slot = (page_size + header + 7) / 8 * 8;
  // Never freed: threads may still read while the program ends.
  static auto* const room = new std::byte[static_cast<std::size_t>(slot) * pages_for_writing];
  sqlite3_config(SQLITE_CONFIG_PAGECACHE, room, slot, pages_for_writing);
}

fs::path path_of(std::string_view url) {
  constexpr std::string_view scheme = "sqlite:";
  if (url.starts_with(scheme)) {
    url.remove_prefix(scheme.size());
  } else if (url.find("://") != std::string_view::npos) {
    throw StorageError(Kind::cannot_open,
                       fmt::format("this version keeps its data in SQLite files only, not in \"{}\"", url));
  }
  if (url.empty()) throw StorageError(Kind::cannot_open, "the database has no name: give a path");
  return file_at(fs::path(url));
}

fs::path file_at(const fs::path& name) {
  const fs::path given = fs::absolute(name);
  std::error_code trouble;
  const fs::path file = fs::weakly_canonical(given, trouble);
  if (trouble) cannot("reach", given, trouble.value());
  const fs::file_status what = fs::status(file, trouble);
  if (fs::exists(what) && !fs::is_regular_file(what))
    throw StorageError(
        Kind::cannot_open,
        fmt::format("{} is a folder, or something else that is no file; choose another", file.string()));
  return file;
}

void rethrow(const SQLite::Exception& error, const fs::path& file) {
  const auto say = [&](Kind kind, std::string_view advice) {
    throw StorageError(kind, fmt::format("{}: {} ({})", file.string(), advice, error.what()));
  };
  switch (error.getErrorCode() & 0xff) {
    case SQLITE_FULL:
      say(Kind::disk_full, "the disk is full; free some space and start again");
      break;
    case SQLITE_IOERR:
      if (has_no_room_for_the_index(error, file)) say(Kind::disk_full, "the disk is full; free some space and start again");
      say(Kind::io, "the disk could not be read or written");
      break;
    case SQLITE_CORRUPT:
      say(Kind::damaged, "the file is damaged");
      break;
    case SQLITE_NOTADB:
      say(Kind::not_ours, "this is not a database of clamor");
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      say(Kind::busy, "another program keeps the database busy");
      break;
    case SQLITE_READONLY:
      say(Kind::read_only, "the file cannot be written");
      break;
    case SQLITE_NOMEM:
      say(Kind::no_memory, "there is not enough memory");
      break;
    case SQLITE_CANTOPEN:
      say(Kind::cannot_open, "the file cannot be opened");
      break;
    default:
      break;
  }
  throw StorageError(Kind::other, fmt::format("{}: {}", file.string(), error.what()));
}

void rethrow(const SQLite::Exception& error, const fs::path& from, const fs::path& to) {
  switch (error.getExtendedErrorCode()) {
    case SQLITE_FULL:
    case SQLITE_IOERR_WRITE:
    case SQLITE_IOERR_FSYNC:
    case SQLITE_IOERR_TRUNCATE:
      rethrow(error, to);
    default:
      rethrow(error, from);
  }
}

void rethrow(const std::bad_alloc& error, const fs::path& file) {
  throw StorageError(Kind::no_memory,
                     fmt::format("{}: there is not enough memory ({})", file.string(), error.what()));
}

WriterLock::WriterLock(const fs::path& database) {
  const fs::path name = database.string() + ".lock";
  file_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file_ < 0) cannot("create the lock", name, errno);
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    std::array<char, 32> owner{};
    const ssize_t read = ::pread(file_, owner.data(), owner.size() - 1, 0);
    ::close(file_);
    throw StorageError(
        Kind::locked,
        fmt::format("{} is being written by another clamor{}{}: one collector per database; stop "
                    "it, or use another --db",
                    database.string(), read > 0 ? ", process " : "", read > 0 ? owner.data() : ""));
  }
  const std::string mine = std::to_string(::getpid());
  // The number is a courtesy for the message above: the lock itself is the kernel's.
  if (::ftruncate(file_, 0) == 0 && ::pwrite(file_, mine.data(), mine.size(), 0) < 0) errno = 0;
}

WriterLock::~WriterLock() {
  ::close(file_);
}

void create_folder(const fs::path& folder) {
  fs::path missing;
  for (const fs::path& part : folder) {
    missing /= part;
    if (fs::exists(missing)) continue;
    if (::mkdir(missing.c_str(), 0700) != 0 && errno != EEXIST) cannot("create the folder", missing, errno);
  }
}

void create_file(const fs::path& file) {
  create_folder(file.parent_path());
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (made >= 0) {
    ::close(made);
    sync_to_disk(file.parent_path());  // else a power cut could take the name away, with all that was stored
  } else if (errno != EEXIST) {
    cannot("create", file, errno);
  }
}

bool start_log(SQLite::Database& db) {
  switch (const int result = db.tryExec("PRAGMA journal_mode = WAL"); result & 0xff) {
    case SQLITE_OK:
      return db.execAndGet("PRAGMA journal_mode").getString() == "wal";
    case SQLITE_BUSY:
    case SQLITE_FULL:
      return false;
    default:
      throw SQLite::Exception(db.getHandle(), result);
  }
}

SQLite::Database open_for_writing(const fs::path& file) {
  SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);  // one thread
  harden(db);
  db.exec(fmt::format("PRAGMA page_size = {}", page_size));
  // The end of a journal is the commit, so it has to be on the disk too. For a log this is the same as FULL.
  db.exec("PRAGMA synchronous = EXTRA");
  db.exec("PRAGMA wal_autocheckpoint = 6000");
  db.exec("PRAGMA journal_size_limit = 67108864");
  db.exec(fmt::format("PRAGMA cache_size = {}", pages_for_writing));
  // Rows come from our own statements alone, in an order of their own; `verify` checks every reference.
  db.exec("PRAGMA foreign_keys = OFF");
  return db;
}

bool nobody_writes_to(const fs::path& folder) {
  struct statvfs system {};
  if (::statvfs(folder.c_str(), &system) == 0 && (system.f_flag & ST_RDONLY) != 0) return true;
  struct stat about {};
  const bool no_right = ::stat(folder.c_str(), &about) == 0 && (about.st_mode & 0222) == 0;
  return no_right && ::access(folder.c_str(), W_OK) != 0;  // whoever may do everything may write all the same
}

SQLite::Database open_for_reading(const fs::path& file, Damaged damaged) {
  SQLite::Database db(file.string(), SQLite::OPEN_READONLY);
  // SQLite makes the index of its log beside the file, even of a log that is not there.
  const int first_look = db.tryExec("PRAGMA schema_version") & 0xff;
  // A change that was cut short would have to be taken back first: that is no file to be read as it lies.
  const bool half_written = db.getExtendedErrorCode() == SQLITE_READONLY_ROLLBACK;
  if (half_written) take_back_what_was_cut_short(file);
  if ((first_look == SQLITE_CANTOPEN || first_look == SQLITE_READONLY) && !half_written) {
    const fs::path folder = file.parent_path();
    if (nobody_writes_to(folder)) return open_as_it_lies(file, damaged);
    if (::access(file.c_str(), R_OK) == 0 && ::access(folder.c_str(), W_OK) != 0)
      throw StorageError(
          Kind::cannot_open,
          fmt::format("{} lies where only others may write; copy it into a folder of yours to read it",
                      file.string()));
  }
  return set_up_for_reading(std::move(db), damaged);
}

}  // namespace clamor::storage
