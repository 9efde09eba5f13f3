#include "tests/e2e/small_disk.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace clamor::e2e {
namespace {

namespace fs = std::filesystem;

// Whoever may not mount becomes root of a world of their own first.
std::string enter_own_mounts() {
  const auto user = ::getuid();
  const auto group = ::getgid();
  if (::unshare(CLONE_NEWNS) != 0) {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return fmt::format("no namespaces here: {}", std::strerror(errno));
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << fmt::format("0 {} 1", user);
    std::ofstream("/proc/self/gid_map") << fmt::format("0 {} 1", group);
  }
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return fmt::format("mounts cannot be kept apart here: {}", std::strerror(errno));
  return {};
}

void mount_at(const fs::path& folder, std::uintmax_t bytes) {
  if (::mount("tmpfs", folder.c_str(), "tmpfs", 0, fmt::format("size={},mode=0700", bytes).c_str()) != 0)
    throw std::runtime_error(fmt::format("nothing can be mounted here: {}", std::strerror(errno)));
}

std::string try_it() {
  if (std::string why = enter_own_mounts(); !why.empty()) return why;
  std::string pattern = (fs::temp_directory_path() / "clamor-mount-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) return "no temporary folder";
  std::string why;
  try {
    mount_at(pattern, 1 << 20);
    ::umount2(pattern.c_str(), MNT_DETACH);
  } catch (const std::runtime_error& error) {
    why = error.what();
  }
  fs::remove(pattern);
  return why;
}

}  // namespace

const std::string& SmallDisk::why_not() {
  static const std::string why = try_it();
  return why;
}

SmallDisk::SmallDisk(fs::path folder, std::uintmax_t bytes) : folder_(std::move(folder)), filler_(folder_ / "filler") {
  fs::create_directories(folder_);
  mount_at(folder_, bytes);
}

SmallDisk::~SmallDisk() {
  ::umount2(folder_.c_str(), MNT_DETACH);
}

void SmallDisk::fill_but(std::uintmax_t bytes) const {
  const int file = ::open(filler_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const auto taken = room() - bytes;
  const int trouble = file < 0 ? errno : ::posix_fallocate(file, 0, static_cast<off_t>(taken));
  ::close(file);
  if (trouble != 0) throw std::runtime_error(fmt::format("the disk cannot be filled: {}", std::strerror(trouble)));
}

void SmallDisk::make_room() const {
  fs::remove(filler_);
}

std::uintmax_t SmallDisk::room() const {
  return fs::space(folder_).available;
}

}  // namespace clamor::e2e
