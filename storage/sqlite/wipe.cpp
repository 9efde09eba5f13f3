#include "storage/wipe.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <memory>

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

int open_to_overwrite(const fs::path& file) {
  constexpr int how = O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  const int opened = ::open(file.c_str(), how);
  if (opened >= 0 || errno != EACCES) return opened;
  // Read-only, if it is ours; what belongs to others stays as it is.
  if (::fchmodat(AT_FDCWD, file.c_str(), S_IRUSR | S_IWUSR, AT_SYMLINK_NOFOLLOW) == 0)
    return ::open(file.c_str(), how);
  errno = EACCES;
  return -1;
}

bool fill_with_zeros(int opened) {
  struct stat status {};
  if (::fstat(opened, &status) != 0) return false;
  constexpr std::array<char, 1 << 16> zeros{};
  for (off_t left = S_ISREG(status.st_mode) ? status.st_size : 0; left > 0;) {
    const ssize_t put =
        ::write(opened, zeros.data(), std::min<std::size_t>(zeros.size(), static_cast<std::size_t>(left)));
    if (put <= 0) return false;
    left -= put;
  }
  return !S_ISREG(status.st_mode) || ::fsync(opened) == 0;
}

// 0, or why bytes of it may still be on the disk.
int overwrite(const fs::path& file) {
  const int opened = open_to_overwrite(file);
  const bool holds_none = errno == ELOOP || errno == ENXIO || errno == ENOENT;  // a link, a socket, nothing at all
  if (opened < 0) return holds_none ? 0 : errno;
  const int trouble = fill_with_zeros(opened) ? 0 : errno;
  ::close(opened);
  return trouble;
}

// Empty: none can be had, say in a folder where nothing can be made. That saves nothing from being wiped.
std::unique_ptr<WriterLock> lock_if_possible(const fs::path& database) {
  try {
    return std::make_unique<WriterLock>(database);
  } catch (const StorageError& error) {
    if (error.kind() == StorageError::Kind::locked) throw;
    return nullptr;
  }
}

bool stays(const WipedFile& file) {
  return file.how == Wiped::stays;
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

WipedFile try_to_wipe(const fs::path& file) {
  const auto because = [](int code) { return std::error_code(code, std::system_category()); };
  const int trouble = overwrite(file);
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) return {file, Wiped::stays, because(errno)};
  if (trouble != 0) return {file, Wiped::not_overwritten, because(trouble)};
  return {file, Wiped::whole};
}

void wipe_file(const fs::path& file) {
  const WipedFile done = try_to_wipe(file);
  if (done.how != Wiped::whole) cannot(stays(done) ? "remove" : "overwrite", file, done.why.value());
}

std::vector<WipedFile> wipe(std::string_view url, const std::vector<fs::path>& elsewhere, bool more_out_of_reach) {
  const fs::path database = path_of(url), list = list_of_copies(database);
  files_of(url);  // leaves no lock beside a file of others
  const auto lock = lock_if_possible(database);
  std::vector<fs::path> all = files_of(url);
  const bool listed = std::erase(all, list) > 0;
  all.insert(all.end(), elsewhere.begin(), elsewhere.end());
  std::vector<WipedFile> done;
  for (const fs::path& file : all) done.push_back(try_to_wipe(file));
  if (listed && !more_out_of_reach && std::ranges::none_of(done, stays)) done.push_back(try_to_wipe(list));
  try {
    sync_to_disk(database.parent_path());
  } catch (const StorageError&) {
    return done;  // a power cut may bring names back; the bytes of what went whole are gone
  }
  return done;
}

}  // namespace clamor::storage
