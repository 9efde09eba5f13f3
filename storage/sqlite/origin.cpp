#include "storage/sqlite/origin.hpp"

#include <SQLiteCpp/Savepoint.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <string>

#include "storage/sqlite/query.hpp"

namespace clamor::storage {

namespace {

// What a copy does not share with the file it was made of: its number in the file system, and when it was
// made.
std::string identity_of(const std::filesystem::path& file) {
  struct statx info {};
  if (::statx(AT_FDCWD, file.c_str(), 0, STATX_INO | STATX_BTIME, &info) != 0) return {};
  return fmt::format("{} {}.{:09}", info.stx_ino, info.stx_btime.tv_sec, info.stx_btime.tv_nsec);
}

}  // namespace

void name_origin(SQLite::Database& db, const std::filesystem::path& file) {
  const std::string identity = identity_of(file);
  {
    Query named(db, "SELECT file FROM origin");
    if (auto rows = named.rows(); rows.next() && rows.view(0) == identity) return;
  }
  SQLite::Savepoint together(db, "name_origin");
  db.exec(
      "INSERT INTO counted_elsewhere "
      "SELECT id, coalesce((SELECT name FROM origin), ''), requests, errors, rate_limited_seconds FROM "
      "source "
      "WHERE requests > 0 OR errors > 0 OR rate_limited_seconds > 0");
  db.exec("UPDATE source SET requests = 0, errors = 0, rate_limited_seconds = 0");
  Query(db, "INSERT OR REPLACE INTO origin VALUES (1, lower(hex(randomblob(8))), ?)").run(identity);
  together.release();
}

}  // namespace clamor::storage
