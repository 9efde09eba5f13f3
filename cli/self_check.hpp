#pragma once
// Once a week a collection looks through its database for damage, on a thread and a connection of its own.

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>

#include "core/time.hpp"

namespace clamor::cli {

class SelfCheck {
 public:
  // `found` is called on the thread, at most once. When the last look was is the time of a file beside the
  // database.
  SelfCheck(const std::string& db, UtcTime now, std::function<void()> found);

 private:
  std::jthread thread_;
};

// A look is due: none was taken for seven days.
bool check_is_due(const std::filesystem::path& database, UtcTime now);

}  // namespace clamor::cli
