#pragma once
// A file that days are kept in. Every byte that is used is covered by a checksum, and all of them are checked before
// anything is: a file that differs from what was written in one bit is no cache. Only for this room.

#include <filesystem>
#include <optional>

#include "analysis/read_model.hpp"

namespace clamor::analysis {

// Days in mapped memory.
struct CacheFile {
  std::uint64_t name = 0;  // another one for every content
  KeptDays kept;
};

// `goes_on_from`: the name of the file whose days it replaces or adds to; 0: it stands alone. Empty: there is no such file,
// it is somebody else's, or it is not whole and as this version writes it.
std::optional<CacheFile> read_cache(const std::filesystem::path& file, std::uint64_t goes_on_from = 0);

// What writers that were killed left of a file; nothing of one that is at work.
void remove_cut_short(const std::filesystem::path& file);

// Of a day in mapped memory: what was looked at of its columns need not count as ours any longer. It is there again when
// somebody looks.
void let_go_of_columns(const Day& day);

// Where in the file a half of a day stands.
struct CachePiece {
  std::uint64_t offset = 0, size = 0, checksum = 0;
};

// Day by day into a file that gets its name when it is finished; trouble leaves what was there before.
class CacheWriter {
 public:
  explicit CacheWriter(std::filesystem::path file) : file_(std::move(file)) {}
  ~CacheWriter();
  CacheWriter(const CacheWriter&) = delete;
  CacheWriter& operator=(const CacheWriter&) = delete;

  void add(const Day& day);
  bool finish(const KeptDays& about, std::uint64_t goes_on_from = 0);  // the days are those that were added

 private:
  void put(std::span<const std::byte> bytes);

  std::filesystem::path file_;
  int descriptor_ = -1;
  bool failed_ = false;
  std::uint64_t end_ = 0;
  std::vector<CachePiece> pieces_;  // sums and columns of each day
};

}  // namespace clamor::analysis
