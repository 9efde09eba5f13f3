#pragma once
// What is followed, from its own read-only connection.

#include <filesystem>

#include "storage/following.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/query.hpp"

namespace clamor::storage {

class SqliteFollowing final : public Following {
 public:
  explicit SqliteFollowing(std::filesystem::path file);

  std::vector<std::int64_t> charted(Interval time) override;
  std::vector<std::int64_t> met_late(UtcTime since, UtcTime before) override;
  void each_age(Interval time, const std::function<void(const CountsAge&)>& take) override;
  std::vector<FollowedPost> posts(std::span<const std::int64_t> ids) override;
  std::vector<FollowedAuthor> authors(UtcTime since) override;

 private:
  std::optional<FollowedPost> post(std::int64_t id);

  std::filesystem::path file_;
  SQLite::Database db_;
  Query charted_, met_late_, ages_, post_, seen_, runs_, authors_;
};

}  // namespace clamor::storage
