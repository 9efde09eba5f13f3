#pragma once
// Databases as released versions made them.

#include <fstream>
#include <sstream>

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

}  // namespace clamor::storage::test
