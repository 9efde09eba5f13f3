#include "storage/sqlite/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "storage/store.hpp"

namespace clamor::storage {

void cannot(const char* what, const std::filesystem::path& file, int code) {
  using Kind = StorageError::Kind;
  const bool no_right = code == EROFS || code == EACCES || code == EPERM;
  const Kind kind = code == ENOSPC || code == EDQUOT ? Kind::disk_full
                    : no_right                       ? Kind::read_only
                                                     : Kind::cannot_open;
  throw StorageError(kind, fmt::format("cannot {} {}: {}", what, file.string(), std::strerror(code)));
}

void sync_to_disk(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool kept = file >= 0 && ::fsync(file) == 0;
  const int trouble = errno;
  if (file >= 0) ::close(file);
  if (!kept) cannot("keep", path, trouble);
}

void move_into_place(const std::filesystem::path& part, const std::filesystem::path& place) {
  sync_to_disk(part);
  if (std::rename(part.c_str(), place.c_str()) != 0) cannot("create", place, errno);
  sync_to_disk(place.parent_path());
}

std::string in_a_name(UtcTime time) {
  std::string moment = to_rfc3339(time).substr(0, 19);
  std::erase_if(moment, [](char c) { return c == '-' || c == ':'; });
  return moment + 'Z';
}

}  // namespace clamor::storage
