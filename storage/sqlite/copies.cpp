#include "storage/copies.hpp"

#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/part.hpp"
#include "storage/sqlite/writer.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;

namespace {

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
  std::optional<WriterLock> lock;
  if (fs::exists(copy.string() + ".lock")) lock.emplace(copy);  // it was taken for a database since
  gather_into_one_file(copy);
  Part part(copy);
  if (!copy_database(copy, part.path(), [&](double) { return go_on(); })) return false;
  if (!clean(part.path(), care, now, go_on)) return false;
  guarded(part.path(), [&] {
    SQLite::Database db(part.path().string(), SQLite::OPEN_READWRITE);
    without_log(db);
  });
  fs::permissions(part.path(), fs::status(copy).permissions());
  part.move_into_place();
  return true;
}

}  // namespace clamor::storage
