#include "storage/wipe.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>

#include "storage/beside.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/files.hpp"
#include "storage/sqlite/migrations.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;

namespace {

// Nothing stands at its beginning, as in what a killed wipe() left.
bool begins_with_nothing(const fs::path& file) {
  std::array<char, 16> beginning{};
  std::ifstream(file, std::ios::binary).read(beginning.data(), beginning.size());
  return std::ranges::all_of(beginning, [](char c) { return c == 0; });
}

// A slip in a name must not cost somebody a file that has nothing to do with us.
void refuse_file_of_others(const fs::path& file) {
  if (begins_with_nothing(file)) return;
  try {
    guarded(file, [&] { look_before_writing(file); });
  } catch (const StorageError& error) {
    if (error.kind() == StorageError::Kind::not_ours) throw;
  }
}

}  // namespace

std::vector<fs::path> files_of(std::string_view url) {
  const fs::path database = path_of(url);
  if (fs::exists(database)) refuse_file_of_others(database);
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
  files_of(url);  // leaves no lock beside a file of others
  const WriterLock lock(database);
  for (const fs::path& file : files_of(url)) wipe_file(file);
  sync_to_disk(database.parent_path());
}

}  // namespace clamor::storage
