#pragma once
// A database in the making, for one maker at a time: it gets its name when it is whole.

#include <filesystem>

#include "storage/backup.hpp"
#include "storage/sqlite/connection.hpp"

namespace clamor::storage {

// What is left of a maker that was killed is begun anew. Goes unless it is moved into place.
class Part {
 public:
  explicit Part(const std::filesystem::path& place);
  ~Part();
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void move_into_place();  // nobody has it open, and it is without_log()

 private:
  std::filesystem::path place_, path_;
  int file_ = -1;
  bool moved_ = false;
};

// What a maker that was killed left; nothing, while one is at work.
void remove_left_over(const std::filesystem::path& part);

// A single file that needs no log beside it.
void without_log(SQLite::Database& db);
// One moment of `from`: an open view keeps it still whatever a collector writes meanwhile. False: stopped.
bool copy_database(const std::filesystem::path& from, const std::filesystem::path& to, const GoOn& go_on);

}  // namespace clamor::storage
