#include "storage/store.hpp"

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/following.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/query.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/writer.hpp"

namespace clamor::storage {

std::string_view source_state_name(SourceState state) {
  switch (state) {
    case SourceState::stopped:
      return "stopped";
    case SourceState::ok:
      return "ok";
    case SourceState::limited:
      return "limited";
    case SourceState::refused:
      return "refused";
    case SourceState::needs_login:
      return "needs_login";
    case SourceState::failing:
      return "failing";
  }
  return "stopped";
}

std::unique_ptr<Writer> open_writer(std::string_view url, const std::string& simulated_if_new) {
  return std::make_unique<SqliteWriter>(path_of(url), simulated_if_new);
}

std::unique_ptr<Writer> open_trial_writer(std::string_view url) {
  return std::make_unique<SqliteWriter>(path_of(url), "", SqliteWriter::Commit::never);
}

std::unique_ptr<Reader> open_reader(std::string_view url) {
  return std::make_unique<SqliteReader>(path_of(url));
}

std::unique_ptr<RecordReader> open_record_reader(std::string_view url) {
  return std::make_unique<SqliteReader>(path_of(url));
}

std::unique_ptr<Following> open_following(std::string_view url) {
  return std::make_unique<SqliteFollowing>(path_of(url));
}

std::string simulated_mark(std::string_view url) {
  const auto file = path_of(url);
  if (!std::filesystem::exists(file)) return {};
  try {
    return guarded(file, [&] {
      SQLite::Database db = open_for_reading(file);
      if (schema_of(db, file) == 0) return std::string();
      Query query(db, "SELECT id FROM simulated");
      auto rows = query.rows();
      return rows.next() ? rows.text(0) : std::string();
    });
  } catch (const StorageError&) {
    return {};
  }
}

std::filesystem::path file_of(std::string_view url) {
  return path_of(url);
}

bool exists(std::string_view url) {
  return std::filesystem::exists(path_of(url));
}

}  // namespace clamor::storage
