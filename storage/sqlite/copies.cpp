#include "storage/copies.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "storage/beside.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/part.hpp"
#include "storage/sqlite/writer.hpp"
#include "storage/wipe.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;

namespace {

bool is_same_file(const fs::path& copy, const fs::path& database) {
  std::error_code ignored;
  return fs::equivalent(copy, database, ignored);
}

// Names are looked for through indices, and not found through one that is damaged.
void refuse_damaged(const fs::path& copy, const fs::path& part) {
  guarded(copy, [&] {
    SQLite::Database db = open_for_reading(part);
    const std::string found = db.execAndGet("PRAGMA integrity_check(1)").getString();
    if (found != "ok") throw StorageError(StorageError::Kind::damaged, copy.string() + ": " + found);
  });
}

// Read by the same people as before; by the owner alone where that cannot be had.
void take_owner_and_mode(const fs::path& copy, const fs::path& part) {
  struct stat was {};
  if (::stat(copy.c_str(), &was) != 0) return;
  const bool same_owner = ::chown(part.c_str(), was.st_uid, was.st_gid) == 0;
  std::error_code ignored;  // on disks without modes
  fs::permissions(part, static_cast<fs::perms>(was.st_mode & (same_owner ? 0777u : 0700u)), ignored);
}

// Whoever looked into the copy left caches and an index of words, and an older copy if it had another schema.
void remove_remade_beside(const fs::path& copy) {
  for (const FileBeside& beside : files_beside(copy)) {
    if (beside.what == Beside::work)
      try_to_wipe(beside.file);
    else if (can_go(beside.what))
      fs::remove(beside.file);
  }
}

// What its log holds goes into the file: the log of one database must not meet another.
void gather_into_one_file(const fs::path& copy) {
  guarded(copy, [&] {
    if (look_before_writing(copy) == 0) throw StorageError(StorageError::Kind::not_ours, copy.string());
    SQLite::Database db(copy.string(), SQLite::OPEN_READWRITE);
    without_log(db);
  });
}

bool clean(const fs::path& part, const CopyCare& care, UtcTime now, const std::function<bool()>& go_on) {
  SqliteWriter writer(part, "", SqliteWriter::Commit::each_synced, SqliteWriter::Origin::stays);
  const auto pruned_at = writer.pruned_at();
  writer.keep_out(care.opt_out, now);
  writer.keep_away(care.database, now);
  writer.forget(care.forgotten, now);
  if (care.retention) writer.prune(*care.retention, now, go_on);
  writer.set_pruned_at(pruned_at);  // whoever restores it is cared for as before
  if (!go_on()) return false;
  const Scrubbed scrubbed = writer.scrub(go_on);
  if (scrubbed.room_needed > 0) throw StorageError(StorageError::Kind::disk_full, part.string());
  return scrubbed.complete;
}

}  // namespace

bool clean_copy(const fs::path& copy, const CopyCare& care, UtcTime now, const std::function<bool()>& go_on) {
  if (is_same_file(copy, care.database)) return true;  // a second name of it, which a killed restore() leaves
  std::optional<WriterLock> lock;
  if (fs::exists(copy.string() + ".lock")) lock.emplace(copy);  // it was taken for a database since
  gather_into_one_file(copy);
  Part part(copy);
  if (!copy_database(copy, part.path(), [&](double) { return go_on(); })) return false;
  refuse_damaged(copy, part.path());
  if (!clean(part.path(), care, now, go_on)) return false;
  guarded(part.path(), [&] {
    SQLite::Database db(part.path().string(), SQLite::OPEN_READWRITE);
    without_log(db);
  });
  take_owner_and_mode(copy, part.path());
  part.move_into_place();
  remove_remade_beside(copy);
  return true;
}

}  // namespace clamor::storage
