#pragma once
// A file in memory that may go bad while it is looked at: its disk fails, or another program cuts or changes it. For what
// is lost the system would end the process (SIGBUS); here it reads as zeros, and sound() says that it did. Only for this room.

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <memory>
#include <span>

namespace clamor::analysis {

struct MappedRange;  // what the handler of the signal knows

class MappedFile {
 public:
  // Owned by us and for us alone; anything else is not ours to trust. Null: there is none, or it cannot be mapped.
  static std::shared_ptr<const MappedFile> open(const std::filesystem::path& file);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::size_t size() const { return bytes_.size(); }
  // Nothing when it does not lie in the file.
  std::span<const std::byte> part(std::uint64_t offset, std::uint64_t size) const;
  // All that was read so far stood in the file as it was opened. Ask when you have read, and before you use it; once it is
  // not sound it never is again.
  bool sound() const;

 private:
  MappedFile() = default;

  std::span<const std::byte> bytes_;
  MappedRange* range_ = nullptr;
  int descriptor_ = -1;
  timespec changed_{};
};

}  // namespace clamor::analysis
