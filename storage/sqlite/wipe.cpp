#include "storage/wipe.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "storage/beside.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/files.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(std::string_view url) {
  const fs::path database = path_of(url);
  std::vector<fs::path> found;
  for (const FileBeside& beside : files_beside(database)) found.push_back(beside.file);
  if (fs::exists(database)) found.push_back(database);
  return found;
}

void wipe_file(const fs::path& file) {
  const int opened = ::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (opened < 0 && errno != ELOOP) cannot("open", file, errno);
  if (opened >= 0) {
    struct stat status {};
    constexpr std::array<char, 1 << 16> zeros{};
    bool written = ::fstat(opened, &status) == 0;
    for (off_t left = S_ISREG(status.st_mode) ? status.st_size : 0; written && left > 0;) {
      const ssize_t put =
          ::write(opened, zeros.data(), std::min<std::size_t>(zeros.size(), static_cast<std::size_t>(left)));
      written = put > 0;
      left -= put;
    }
    written = written && ::fsync(opened) == 0;
    const int trouble = errno;
    ::close(opened);
    if (!written) cannot("overwrite", file, trouble);
  }
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) cannot("remove", file, errno);
}

void wipe(std::string_view url) {
  const fs::path database = path_of(url);
  const WriterLock lock(database);
  for (const fs::path& file : files_of(url)) wipe_file(file);
  sync_to_disk(database.parent_path());
}

}  // namespace clamor::storage
