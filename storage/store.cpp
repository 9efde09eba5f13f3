#include "storage/store.hpp"

#include "storage/sqlite/connection.hpp"
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

bool exists(std::string_view url) {
  return std::filesystem::exists(path_of(url));
}

}  // namespace clamor::storage
