#include "storage/sqlite/migrations.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <string>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/files.hpp"
#include "storage/sqlite/identity.hpp"
#include "storage/sqlite/query.hpp"

namespace clamor::storage {

namespace {

int pragma(SQLite::Database& db, const char* name) {
  return db.execAndGet(fmt::format("PRAGMA {}", name)).getInt();
}

// Most of them: damage may have taken the name of one.
bool has_our_tables(SQLite::Database& db) {
  return db.execAndGet("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('campaign_change', "
                       "'simulated', 'post_key', 'mention', 'sighting')")
             .getInt() >= 3;
}

// Old data are worth a copy before their tables change. The copy appears under its name only when it is
// whole.
void back_up(SQLite::Database& db, const std::filesystem::path& file, int schema) {
  const std::string copy = fmt::format("{}.schema{}.bak", file.string(), schema);
  if (std::filesystem::exists(copy)) return;
  const std::string part = copy + ".part";
  std::filesystem::remove(part);
  create_file(part);
  Query(db, "VACUUM INTO ?").run(part);
  move_into_place(part, copy);
}

// For migrations that make hashes anew: clamor_key_hash(network, key).
void offer_key_hash(SQLite::Database& db) {
  db.createFunction(
      "clamor_key_hash", 2, true, nullptr,
      [](sqlite3_context* answer, int, sqlite3_value** given) {
        const auto* const key = static_cast<const char*>(sqlite3_value_blob(given[1]));
        const auto size = static_cast<std::size_t>(sqlite3_value_bytes(given[1]));
        sqlite3_result_int64(answer, key_hash(static_cast<Network>(sqlite3_value_int(given[0])),
                                              key ? std::string_view(key, size) : std::string_view()));
      },
      nullptr, nullptr, nullptr);
}

}  // namespace

int newest_schema() {
  return migrations().back().number;
}

int schema_of(SQLite::Database& db, const std::filesystem::path& file) {
  const int schema = pragma(db, "user_version");
  const int owner = pragma(db, "application_id");
  const bool empty = db.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
  // An id is no proof, and nothing is written among the tables of others.
  const bool ours = owner == application_id && schema > 0 && (schema > newest_schema() || has_our_tables(db));
  const bool nobodys = empty && schema == 0 && (owner == 0 || owner == application_id);
  if (!ours && !nobodys) {
    throw StorageError(
        StorageError::Kind::not_ours,
        fmt::format("{} is a database of another program; choose another --db", file.string()));
  }
  if (schema > newest_schema()) {
    throw StorageError(
        StorageError::Kind::newer_schema,
        fmt::format("{} was written by a newer clamor (schema {}, this one knows {}); install that version",
                    file.string(), schema, newest_schema()));
  }
  return schema;
}

int look_before_writing(const std::filesystem::path& file) {
  SQLite::Database db = open_for_reading(file);
  return schema_of(db, file);
}

void migrate(SQLite::Database& db, const std::filesystem::path& file, const std::string& simulated_if_new,
             std::span<const Migration> steps) {
  const int found = schema_of(db, file);
  if (found >= steps.back().number) return;
  if (found > 0) back_up(db, file, found);
  offer_key_hash(db);
  // All steps or none: whoever is cut short finds the schema that was there.
  SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
  for (const Migration& step : steps) {
    if (step.number <= found) continue;
    db.exec(std::string(step.sql));
    db.exec(fmt::format("PRAGMA user_version = {}", step.number));
    if (step.number == 1 && !simulated_if_new.empty()) {
      Query(db, "INSERT INTO simulated (one, id) VALUES (1, ?)").run(simulated_if_new);
    }
  }
  db.exec(fmt::format("PRAGMA application_id = {}", application_id));
  transaction.commit();
}

}  // namespace clamor::storage
