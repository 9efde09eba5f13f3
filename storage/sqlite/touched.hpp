#pragma once
// What a transaction touched of the rows that charts are made of, written as one row of table `change` before it
// commits. Whoever changes posts, mentions or follower readings by another way than Posts and Authors says
// `Touched::everything` in the same transaction (Rollups::rebuild does): then all that is kept beside the database is
// made anew.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/sqlite/query.hpp"

namespace clamor::storage {

class Touched {
 public:
  explicit Touched(SQLite::Database& db);

  void post(std::int64_t id) { posts_.push_back(id); }
  void follower_reading(std::int64_t author, std::int64_t at);
  void flush();  // before a transaction ends

  static void everything(SQLite::Database& db);

 private:
  std::vector<std::int64_t> posts_, authors_;
  std::optional<std::int64_t> readings_from_;
  Query newest_, add_, drop_oldest_;
};

// Ids as they stand in the table: sorted, each once, differences in groups of seven bits.
std::string packed_ids(std::vector<std::int64_t>& ids);
void unpack_ids(std::string_view packed, std::vector<std::int64_t>& to);

}  // namespace clamor::storage
