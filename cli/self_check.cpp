#include "cli/self_check.hpp"

#include <chrono>
#include <fstream>

#include "cli/words.hpp"
#include "storage/salvage.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::days a_week{7};

fs::path witness_of(const fs::path& database) {
  return database.string() + ".checked";
}

UtcTime time_of(const fs::path& file) {
  const auto since_epoch = fs::file_time_type::clock::to_sys(fs::last_write_time(file)).time_since_epoch();
  return UtcTime{std::chrono::duration_cast<Millis>(since_epoch)};
}

void bear_witness(const fs::path& database) {
  const fs::path witness = witness_of(database);
  std::ofstream(witness, std::ios::trunc);
  std::error_code ignored;
  fs::permissions(witness, fs::perms::owner_read | fs::perms::owner_write, ignored);
}

}  // namespace

bool check_is_due(const fs::path& database, UtcTime now) {
  std::error_code unknown;
  if (!fs::exists(database, unknown)) return false;
  if (!fs::exists(witness_of(database), unknown)) return true;
  return now - time_of(witness_of(database)) >= a_week;
}

void SelfCheck::look(UtcTime now) {
  if (!check_is_due(database_path(db_), now)) return;
  thread_ = std::jthread([this](const std::stop_token& stop) {
    try {
      const bool damaged = !storage::damage_of(db_, stop).empty();
      if (stop.stop_requested()) return;
      bear_witness(database_path(db_));
      if (damaged) found_();
    } catch (const storage::StorageError&) {
      return;  // whoever writes meets the same trouble, and says so
    }
  });
}

}  // namespace clamor::cli
