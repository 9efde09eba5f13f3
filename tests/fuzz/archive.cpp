#include <sys/mman.h>
#include <unistd.h>

#include <cassert>
#include <cstdint>
#include <string>

#include "core/text.hpp"
#include "exchange/archive.hpp"

// A file from anybody, read as the format that its first byte chooses (or as what it seems to be): no record
// is fatal, and what comes out of it is fit for the store.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const auto formats = clamor::exchange::formats();
  const std::size_t choice = bytes[0] % (formats.size() + 1);
  const int file = ::memfd_create("archive", 0);
  if (::write(file, bytes + 1, size - 1) != static_cast<ssize_t>(size - 1)) return 0;
  const auto archive = clamor::exchange::Archive::open("/proc/self/fd/" + std::to_string(file),
                                                       choice == 0 ? nullptr : formats[choice - 1]);
  if (archive) {
    clamor::exchange::Findings found;
    while ((*archive)->next(found).value_or(false)) {
      for (const auto& page : found.pages)
        for (const auto& post : page.page.posts) {
          assert(!post.key.uri.empty());
          assert(clamor::valid_utf8(post.text) == post.text);
        }
      found.pages.clear();
    }
    assert(found.unread <= found.records);
  }
  ::close(file);
  return 0;
}
