#include "storage/sqlite/reserve.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <system_error>
#include <utility>

#include "storage/room.hpp"
#include "storage/sqlite/connection.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;

namespace {
constexpr std::uintmax_t room = 8 << 20;
constexpr std::uintmax_t spare = 4 * room;  // a disk that has less is nearly full already
}  // namespace

Reserve::Reserve(fs::path database) : database_(std::move(database)), file_(database_.string() + ".reserve") {
  keep();
}

void Reserve::keep() {
  if (kept_) return;
  std::error_code unknown;
  const auto size = fs::file_size(database_, unknown);
  if (unknown || size < room) return;
  const auto space = fs::space(database_.parent_path(), unknown);
  if (unknown || space.available < spare) return;
  const int file = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return;
  kept_ = ::posix_fallocate(file, 0, static_cast<off_t>(room)) == 0;
  ::close(file);
  if (!kept_) release();
}

void Reserve::release() {
  ::unlink(file_.c_str());
  kept_ = false;
}

bool can_be_written(std::string_view url, std::uintmax_t bytes) try {
  const std::string trial = path_of(url).string() + ".part" + std::to_string(::getpid());
  const int file = ::open(trial.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return false;
  const bool written = ::posix_fallocate(file, 0, static_cast<off_t>(bytes)) == 0 &&
                       ::pwrite(file, "x", 1, 0) == 1 && ::fsync(file) == 0;
  ::close(file);
  ::unlink(trial.c_str());
  return written;
} catch (const StorageError&) {
  return false;  // not even its folder can be reached
}

}  // namespace clamor::storage
