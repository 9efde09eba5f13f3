#include "tests/storage/fatal_calls.hpp"

#include <dlfcn.h>
#include <linux/fcntl.h>  // not <fcntl.h>, which has an open() of its own when calls are checked
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <mutex>
#include <set>

namespace {

std::atomic<std::int64_t> made{0}, fatal{0};
std::mutex naming_mutex;
std::set<std::int64_t> naming;

void count() {
  if (++made == fatal) ::kill(::getpid(), SIGKILL);
}

// The function that ours hides.
template <class Function>
Function hidden(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

template <class... Arguments>
int carry_out(const char* name, Arguments... arguments) {
  count();
  return hidden<int (*)(Arguments...)>(name)(arguments...);
}

template <class... Arguments>
int carry_out_naming(const char* name, Arguments... arguments) {
  const int result = carry_out(name, arguments...);
  if (result != 0) return result;
  const std::lock_guard lock(naming_mutex);
  naming.insert(made);
  return result;
}

// `more` holds a mode where a file may be made.
int open_by(const char* name, const char* path, int flags, std::va_list more) {
  const auto mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : mode_t{0};
  if ((flags & (O_CREAT | O_TRUNC)) != 0) count();
  return hidden<int (*)(const char*, int, ...)>(name)(path, flags, mode);
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  std::va_list more;
  va_start(more, flags);
  const int opened = open_by("open", path, flags, more);
  va_end(more);
  return opened;
}
int open64(const char* path, int flags, ...) {
  std::va_list more;
  va_start(more, flags);
  const int opened = open_by("open64", path, flags, more);
  va_end(more);
  return opened;
}
ssize_t write(int file, const void* bytes, std::size_t size) {
  count();
  return hidden<ssize_t (*)(int, const void*, std::size_t)>("write")(file, bytes, size);
}
ssize_t pwrite(int file, const void* bytes, std::size_t size, off_t at) {
  count();
  return hidden<ssize_t (*)(int, const void*, std::size_t, off_t)>("pwrite")(file, bytes, size, at);
}
ssize_t pwrite64(int file, const void* bytes, std::size_t size, off64_t at) {
  count();
  return hidden<ssize_t (*)(int, const void*, std::size_t, off64_t)>("pwrite64")(file, bytes, size, at);
}
int ftruncate(int file, off_t size) noexcept { return carry_out("ftruncate", file, size); }
int ftruncate64(int file, off64_t size) noexcept { return carry_out("ftruncate64", file, size); }
int fsync(int file) { return carry_out("fsync", file); }
int fdatasync(int file) { return carry_out("fdatasync", file); }
int unlink(const char* path) noexcept { return carry_out_naming("unlink", path); }
int remove(const char* path) noexcept { return carry_out_naming("remove", path); }
int rename(const char* from, const char* to) noexcept { return carry_out_naming("rename", from, to); }
int link(const char* from, const char* to) noexcept { return carry_out_naming("link", from, to); }

}  // extern "C"

namespace clamor::storage::test {

void die_at_call(std::int64_t n) {
  made = 0;
  fatal = n;
  const std::lock_guard lock(naming_mutex);
  naming.clear();
}

std::int64_t calls_made() {
  return made;
}

std::set<std::int64_t> naming_calls() {
  const std::lock_guard lock(naming_mutex);
  return naming;
}

}  // namespace clamor::storage::test
