#pragma once
// Databases as released versions made them.

#include <fstream>
#include <sstream>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/migrations.hpp"
#include "tests/storage/raw.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

inline void restore_released(const std::string& database, const std::string& version) {
  std::ifstream file(std::filesystem::path(CLAMOR_SOURCE_DIR) / "tests/storage/released" /
                     (version + ".sql"));
  ASSERT_TRUE(file) << version;
  std::ostringstream sql;
  sql << file.rdbuf();
  Raw(database).run(sql.str());
}

// One of the first release, brought to a later schema, which need not have been released.
inline void restore_released_at(const std::string& database, int schema) {
  restore_released(database, "0.1.0");
  SQLite::Database db = open_for_writing(database);
  migrate(db, database, "", migrations().first(static_cast<std::size_t>(schema)));
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(database).parent_path()))
    if (entry.path().extension() == ".bak") std::filesystem::remove(entry.path());
}

}  // namespace clamor::storage::test
