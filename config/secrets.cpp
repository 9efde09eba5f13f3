#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "config/config.hpp"
#include "core/text.hpp"

namespace clamor::config {
namespace {

// Longer than any token or password a server hands out.
constexpr std::size_t longest_secret = 64u << 10;

Result<Secret> from_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (!value || !*value)
    return fail(Errc::not_found, "the environment variable " + printable(name) + " is not set");
  return Secret(value);
}

Result<Secret> from_file(const std::filesystem::path& file) {
  const std::string shown = printable(file.string());
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return fail(Errc::not_found, "the file " + shown + " cannot be read");
  struct stat status {};
  const bool plain = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  if (!plain || (status.st_mode & 077) != 0) {
    ::close(fd);
    if (!plain) return fail(Errc::invalid_input, shown + " is not a plain file");
    return fail(Errc::invalid_input, "others can read " + shown + ": run chmod 600 " + shown);
  }
  std::string bytes(longest_secret + 1, '\0');
  std::size_t size = 0;
  for (ssize_t got = 1; got > 0 && size < bytes.size(); size += static_cast<std::size_t>(got > 0 ? got : 0))
    got = ::read(fd, bytes.data() + size, bytes.size() - size);
  ::close(fd);
  const bool too_long = size > longest_secret;
  while (size > 0 && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r')) --size;
  Secret secret(bytes.substr(0, size));
  for (volatile char& letter : bytes) letter = 0;
  if (too_long) return fail(Errc::too_large, shown + " is too large to be a secret");
  if (secret.empty()) return fail(Errc::not_found, "the file " + shown + " is empty");
  return secret;
}

}  // namespace

Result<Secret> read_secret(const SecretRef& ref) {
  switch (ref.where) {
    case SecretRef::Where::environment:
      return from_environment(ref.name);
    case SecretRef::Where::file:
      return from_file(ref.file);
    case SecretRef::Where::none:
      break;
  }
  return fail(Errc::not_found, "no secret is configured");
}

bool readable_by_others(const std::filesystem::path& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 && (status.st_mode & 077) != 0;
}

}  // namespace clamor::config
