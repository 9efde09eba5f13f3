#include "storage/sqlite/up_to_date.hpp"

#include <system_error>

#include "storage/backup.hpp"
#include "storage/beside.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/writer.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;

namespace {

// With its log: SQLite would take that of one that was killed for that of the next.
void remove_with_all_beside(const fs::path& copy) {
  std::error_code ignored;
  fs::remove(copy, ignored);
  remove_work_beside(copy);
}

}  // namespace

UpToDate::UpToDate(const fs::path& from, const fs::path& beside) : file_(from) {
  const int schema = guarded(from, [&] {
    SQLite::Database db = open_for_reading(from);
    return schema_of(db, from);
  });
  if (schema == 0 || schema == newest_schema()) return;
  copy_.file = beside.string() + ".merging";
  remove_with_all_beside(copy_.file);
  back_up(from.string(), copy_.file);
  SqliteWriter(copy_.file, "");
  file_ = copy_.file;
}

UpToDate::Copy::~Copy() {
  if (!file.empty()) remove_with_all_beside(file);
}

}  // namespace clamor::storage
