#include "storage/log.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "storage/sqlite/connection.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;

namespace {

// Whoever reads a state shares one of these bytes of the log's index (sqlite.org/walformat.html, "Locks").
constexpr std::int64_t first_read_lock = 123, last_read_lock = 127;

// The file is only looked at through the system: to open and close it here would let go of SQLite's own locks.
std::vector<int> processes_that_read(const fs::path& index, const fs::path& locks) {
  struct stat about {};
  if (::stat(index.c_str(), &about) != 0) return {};
  std::vector<int> found;
  std::ifstream in(locks);
  // "12: POSIX  ADVISORY  READ 4711 08:01:262154 123 123"
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string number, kind, advice, access, file;
    int process = 0;
    std::int64_t from = 0, to = 0;  // "EOF" is none of ours
    if (!(words >> number >> kind >> advice >> access >> process >> file >> from >> to)) continue;
    const bool reads = kind == "POSIX" && access == "READ" && from <= last_read_lock && to >= first_read_lock;
    const bool same_file = file.substr(file.rfind(':') + 1) == std::to_string(about.st_ino);
    if (reads && same_file && process != ::getpid()) found.push_back(process);
  }
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

std::optional<Millis> running_for(const fs::path& process, const fs::path& uptime) {
  std::ifstream status(process / "stat"), up(uptime);
  std::string all;
  double seconds = 0;
  if (!std::getline(status, all) || !(up >> seconds)) return std::nullopt;
  std::istringstream words(all.substr(std::min(all.rfind(')') + 1, all.size())));  // a name may hold spaces
  std::string word;
  constexpr int between = 19;  // the state is the 3rd, the start, in ticks since the system's, the 22nd
  for (int i = 0; i < between; ++i) words >> word;
  double ticks = 0;
  if (!(words >> ticks)) return std::nullopt;
  const double began = ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return Millis{static_cast<std::int64_t>(std::max(0.0, seconds - began) * 1000)};
}

}  // namespace

std::uintmax_t log_bytes(std::string_view url) {
  std::error_code none;
  const auto bytes = fs::file_size(path_of(url).string() + "-wal", none);
  return none ? 0 : bytes;
}

std::vector<LogReader> log_readers(std::string_view url, const fs::path& system) {
  std::vector<LogReader> readers;
  for (const int process : processes_that_read(path_of(url).string() + "-shm", system / "proc/locks")) {
    const fs::path folder = system / "proc" / std::to_string(process);
    std::string program;
    std::ifstream name(folder / "comm");
    std::getline(name, program);
    readers.push_back({process, program, running_for(folder, system / "proc/uptime")});
  }
  return readers;
}

}  // namespace clamor::storage
