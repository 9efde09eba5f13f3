#include "cli/disk_encryption.hpp"

#include <fcntl.h>
#include <linux/fscrypt.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;

struct Mount {
  std::string device;  // "8:1"
  std::string kind, source;
};

std::string first_line(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

// mountinfo: "36 35 8:1 / /home rw,noatime shared:1 - ext4 /dev/sda1 rw"; a space in a name is "\040".
std::optional<Mount> mount_of(const fs::path& folder, const fs::path& mountinfo) {
  std::ifstream in(mountinfo);
  std::optional<Mount> best;
  std::size_t longest = 0;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string skipped, device, place, word;
    words >> skipped >> skipped >> device >> skipped >> place;
    while (words >> word && word != "-") {
    }
    Mount mount{device, {}, {}};
    words >> mount.kind >> mount.source;
    for (auto at = place.find("\\040"); at != std::string::npos; at = place.find("\\040"))
      place.replace(at, 4, " ");
    const std::string below = place == "/" ? place : place + "/";
    if (folder.string() != place && !folder.string().starts_with(below)) continue;
    if (best && place.size() < longest) continue;  // later mounts cover earlier ones
    longest = place.size();
    best = std::move(mount);
  }
  return best;
}

// A device, or one below it, is dm-crypt. Volumes may lie on others.
bool is_encrypted(const fs::path& device, int depth = 0) {
  constexpr int deepest = 8;
  if (depth > deepest) return false;
  if (first_line(device / "dm/uuid").starts_with("CRYPT-")) return true;
  std::error_code ignored;
  bool any = false;
  for (const auto& below : fs::directory_iterator(device / "slaves", ignored)) {
    if (!is_encrypted(fs::canonical(below.path(), ignored), depth + 1))
      return false;  // all of them have to be
    any = true;
  }
  return any;
}

bool has_policy(const fs::path& folder) {
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return false;
  fscrypt_get_policy_ex_arg policy{};
  policy.policy_size = sizeof policy.policy;
  const bool encrypted = ::ioctl(opened, FS_IOC_GET_ENCRYPTION_POLICY_EX, &policy) == 0;
  ::close(opened);
  return encrypted;
}

bool encrypts_by_itself(const std::string& kind) {
  for (const char* known : {"ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.securefs"})
    if (kind == known) return true;
  return false;
}

// "/dev/mapper/home" of a file system that shows no device number of its own (btrfs): the block device's.
std::string device_number(const fs::path& node) {
  struct stat status {};
  if (::stat(node.c_str(), &status) != 0 || !S_ISBLK(status.st_mode)) return {};
  return std::to_string(major(status.st_rdev)) + ":" + std::to_string(minor(status.st_rdev));
}

}  // namespace

Encryption encryption_of(const fs::path& folder, const fs::path& system) {
  std::error_code ignored;
  fs::path there = fs::weakly_canonical(fs::absolute(folder), ignored);
  while (!fs::exists(there, ignored) && there.has_relative_path()) there = there.parent_path();
  const auto mount = mount_of(there, system / "proc/self/mountinfo");
  if (!mount) return Encryption::unknown;
  if (encrypts_by_itself(mount->kind) || has_policy(there)) return Encryption::folder;
  if (mount->kind == "tmpfs" || mount->kind == "ramfs") return Encryption::memory;
  std::string device = mount->device;
  if (device.starts_with("0:")) device = device_number(mount->source);
  const fs::path block = system / "sys/dev/block" / device;
  if (device.empty() || !fs::exists(block, ignored)) return Encryption::unknown;
  fs::path whole = fs::canonical(block, ignored);
  if (is_encrypted(whole)) return Encryption::disk;
  // A partition stands in the folder of its disk.
  if (fs::exists(whole / "partition", ignored)) whole = whole.parent_path();
  return is_encrypted(whole) ? Encryption::disk : Encryption::none;
}

}  // namespace clamor::cli
