#include "analysis/mapped_file.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>

namespace clamor::analysis {

// A file of no size is no file: nobody's place in the table, or one that is being taken.
struct MappedRange {
  std::atomic<std::uintptr_t> begin{0};
  std::atomic<std::size_t> size{0};
  std::atomic<bool> taken{false}, lost{false};
};

namespace {

// The cache is two files, and snapshots that are still looked at keep those before. Whoever finds no place does without.
constinit std::array<MappedRange, 64> ranges{};
struct sigaction before{};
std::uintptr_t page = 4096;

// It is read while others come and go, so its size is asked twice.
bool holds(const MappedRange& range, std::uintptr_t address) {
  const std::size_t size = range.size;
  const std::uintptr_t begin = range.begin;
  return address >= begin && address - begin < size && range.size == size;
}

// Told before anybody can read the zeros. False: it is none of ours.
bool put_zeros_at(std::uintptr_t address) {
  bool ours = false;
  for (MappedRange& range : ranges)
    if (holds(range, address)) ours = range.lost = true;
  void* const place = reinterpret_cast<void*>(address / page * page);
  return ours && ::mmap(place, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == place;
}

// Whatever is not about our files has the effect it had: a read that failed is done again, a signal that was sent is sent
// again.
void on_bus_error(int signal, siginfo_t* about, void*) {
  const int error = errno;
  const bool sent = about->si_code <= 0;
  if (sent || !put_zeros_at(reinterpret_cast<std::uintptr_t>(about->si_addr))) {
    ::sigaction(signal, &before, nullptr);
    if (sent) ::raise(signal);
  }
  errno = error;
}

void listen() {
  static std::once_flag once;
  std::call_once(once, [] {
    page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    struct sigaction ours {};
    ours.sa_sigaction = on_bus_error;
    ours.sa_flags = SA_SIGINFO;
    ::sigaction(SIGBUS, &ours, &before);
  });
}

MappedRange* free_range() {
  for (MappedRange& range : ranges)
    if (!range.taken.exchange(true)) return &range;
  return nullptr;
}

}  // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& file) {
  listen();
  const std::shared_ptr<MappedFile> mapped(new MappedFile);
  mapped->descriptor_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  struct stat about {};
  if (mapped->descriptor_ < 0 || ::fstat(mapped->descriptor_, &about) != 0) return nullptr;
  const bool ours = S_ISREG(about.st_mode) && about.st_uid == ::geteuid() && (about.st_mode & 077) == 0;
  if (!ours || about.st_size <= 0) return nullptr;
  const auto size = static_cast<std::size_t>(about.st_size);
  mapped->changed_ = about.st_mtim;
  mapped->range_ = free_range();
  if (!mapped->range_) return nullptr;
  void* const bytes = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, mapped->descriptor_, 0);
  if (bytes == MAP_FAILED) return nullptr;
  mapped->bytes_ = {static_cast<const std::byte*>(bytes), size};
  mapped->range_->lost = false;
  mapped->range_->begin = reinterpret_cast<std::uintptr_t>(bytes);
  mapped->range_->size = size;
  return mapped;
}

MappedFile::~MappedFile() {
  if (range_) range_->size = 0;
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  if (range_) range_->taken = false;
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::span<const std::byte> MappedFile::part(std::uint64_t offset, std::uint64_t size) const {
  if (offset > bytes_.size() || size > bytes_.size() - offset || offset % 8 != 0) return {};
  return bytes_.subspan(offset, size);
}

// Of a page that was cut in its middle the end reads as zeros without a signal, and what another program writes is read as
// it is: both change the size or the time of the file. What the signal told is asked last, so that no reading is still to
// come.
bool MappedFile::sound() const {
  struct stat now {};
  const bool same = ::fstat(descriptor_, &now) == 0 && static_cast<std::size_t>(now.st_size) == bytes_.size() &&
                    now.st_mtim.tv_sec == changed_.tv_sec && now.st_mtim.tv_nsec == changed_.tv_nsec;
  if (!same) range_->lost = true;
  return !range_->lost;
}

}  // namespace clamor::analysis
