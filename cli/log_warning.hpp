#pragma once
// Tells somebody whose database has a log that does not stop growing, and who keeps it from being cleared.

#include <cstdint>
#include <string>

namespace clamor::cli {

inline constexpr std::uintmax_t most_log = 256u << 20;

// In the language of the person; empty: the log is no larger than that.
std::string log_warning(const std::string& db, std::uintmax_t most = most_log);

// The same for a collection that looks again and again: told once, and again whenever the log has doubled.
class LogWatch {
 public:
  explicit LogWatch(std::string db, std::uintmax_t most = most_log) : db_(std::move(db)), most_(most), next_(most) {}
  std::string look();  // empty: nothing new

 private:
  const std::string db_;
  const std::uintmax_t most_;
  std::uintmax_t next_;
};

}  // namespace clamor::cli
