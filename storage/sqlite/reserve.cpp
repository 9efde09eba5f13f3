#include "storage/sqlite/reserve.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <system_error>
#include <utility>

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

}  // namespace clamor::storage
