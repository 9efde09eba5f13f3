#pragma once
// Once a week a collection, however long it goes on, looks through its database for damage, on a thread and a connection of
// its own.

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>

#include "core/time.hpp"

namespace clamor::cli {

class SelfCheck {
 public:
  // `found` is called on the thread, at most once for a look.
  SelfCheck(std::string db, std::function<void()> found) : db_(std::move(db)), found_(std::move(found)) {}
  // Begins to look, if it is time. When the last look was is the time of a file beside the database.
  void look(UtcTime now);

 private:
  std::string db_;
  std::function<void()> found_;
  std::jthread thread_;
};

// A look is due: none was taken for seven days.
bool check_is_due(const std::filesystem::path& database, UtcTime now);

}  // namespace clamor::cli
