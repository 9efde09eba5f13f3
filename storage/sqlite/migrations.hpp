#pragma once
// The schema's history: numbered SQL files of storage/migrations, compiled in.

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace clamor::storage {

inline constexpr std::int32_t application_id = 0x436c616d;  // "Clam": what `file` and we know our files by

struct Migration {
  int number;
  std::string_view sql;
};
std::span<const Migration> migrations();  // in order, from 1
int newest_schema();

// 0: an empty file. StorageError: not_ours or newer_schema.
int schema_of(SQLite::Database& db, const std::filesystem::path& file);

// The same, before anything is written into a file that may not be ours.
int look_before_writing(const std::filesystem::path& file);

// Brings the file to the last of `steps`, all of them in one transaction, after a backup beside the file when it
// holds data. A new file gets the simulated mark in the same transaction as its tables.
void migrate(SQLite::Database& db, const std::filesystem::path& file, const std::string& simulated_if_new,
             std::span<const Migration> steps);

}  // namespace clamor::storage
