#include "storage/sqlite/aside.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/files.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;

namespace {

// What the log holds goes into the file, so that it can stand alone. A damaged file keeps its log.
void empty_log(const fs::path& database) {
  try {
    SQLite::Database db(database.string(), SQLite::OPEN_READWRITE);
    db.setBusyTimeout(2'000);
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const SQLite::Exception&) {
    return;
  }
}

void move(const fs::path& from, const fs::path& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT) cannot("move", from, errno);
}

}  // namespace

fs::path set_aside(const fs::path& database, UtcTime now, Original original) {
  const std::string wanted = database.string() + ".aside-" + in_a_name(now);
  std::string name = wanted;
  for (int more = 2; fs::exists(name); ++more) name = wanted + "-" + std::to_string(more);
  if (original == Original::stays_until_replaced) empty_log(database);
  // Not every file system has second names.
  if (original == Original::goes || ::link(database.c_str(), name.c_str()) != 0) move(database, name);
  std::string kept = name;
  for (const std::string log : {"-wal", "-journal"}) {
    move(database.string() + log, name + log);
    if (!fs::exists(kept)) kept = name + log;  // the database itself was gone
  }
  ::unlink((database.string() + "-shm").c_str());
  sync_to_disk(database.parent_path());
  return kept;
}

bool anything_at(const fs::path& database) {
  const auto there = [&](const char* ending) { return fs::exists(database.string() + ending); };
  return there("") || there("-wal") || there("-journal");
}

}  // namespace clamor::storage
