#include "analysis/cache_file.hpp"

#define XXH_INLINE_ALL
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "analysis/mapped_file.hpp"

namespace clamor::analysis {
namespace {

// Any change of the layout here or in day.hpp is another version.
constexpr std::uint64_t version = 4;
constexpr std::array<char, 16> magic{"clamor-days\n"};

// At the front of the file; `checksum` is of everything before it.
struct FileHeader {
  std::array<char, 16> magic;
  std::uint64_t version, goes_on_from, file_size;
  std::int64_t commit, token;
  std::uint64_t days;
  std::uint64_t names_offset, names_size, pieces_offset;  // zone and hashtags, each ended by NUL; then the pieces
  std::uint64_t tail_checksum;                            // of both
  std::uint64_t checksum;
};

std::uint64_t checksum(std::span<const std::byte> bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}
std::uint64_t own_checksum(const FileHeader& header) {
  return checksum(std::as_bytes(std::span(&header, 1)).first(offsetof(FileHeader, checksum)));
}

std::string names_of(const KeptDays& about) {
  std::string names = about.zone + '\0';
  for (const std::string& tag : about.tags) names += tag + '\0';
  return names;
}

// Of mapped memory.
void let_go(std::span<const std::byte> part) {
  constexpr std::uintptr_t page = 4096;
  const auto first = (reinterpret_cast<std::uintptr_t>(part.data()) + page - 1) / page * page;
  const auto last = reinterpret_cast<std::uintptr_t>(part.data() + part.size()) / page * page;
  if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
}

template <class Value>
Value value_at(std::span<const std::byte> bytes) {
  Value value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

bool whole(int descriptor, std::span<const std::byte> bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t put = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put <= 0) return false;
    offset += static_cast<std::uint64_t>(put);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return true;
}

constexpr std::string_view part = ".part";  // and the number of the process

std::filesystem::path part_of(const std::filesystem::path& file) {
  return file.string() + std::string(part) + std::to_string(::getpid());
}

bool is_part_of(const std::filesystem::path& other, const std::filesystem::path& file) {
  const std::string name = other.filename().string(), beginning = file.filename().string() + std::string(part);
  return name.starts_with(beginning) && name.find_first_not_of("0123456789", beginning.size()) == std::string::npos;
}

// Whoever writes a part holds it; where a file system knows no locks, nobody's is removed.
bool hold(int descriptor) {
  return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

// ---- reading -------------------------------------------------------------------------------------------

std::optional<CacheFile> read_cache(const std::filesystem::path& file, std::uint64_t goes_on_from) {
  const auto mapped = MappedFile::open(file);
  if (!mapped) return {};
  const auto front = mapped->part(0, sizeof(FileHeader));
  if (front.empty()) return {};
  const auto header = value_at<FileHeader>(front);
  if (header.magic != magic || header.version != version ||
      header.goes_on_from != goes_on_from || header.checksum != own_checksum(header) || header.file_size != mapped->size())
    return {};
  const auto tail = mapped->part(header.names_offset, header.file_size - header.names_offset);
  const auto names = mapped->part(header.names_offset, header.names_size);
  const auto pieces = mapped->part(header.pieces_offset, header.file_size - header.pieces_offset);
  if (names.empty() || checksum(tail) != header.tail_checksum ||
      pieces.size() != header.days * 2 * sizeof(CachePiece))
    return {};

  CacheFile found{header.checksum, {}};
  KeptDays& kept = found.kept;
  kept.mark = {header.commit, header.token};
  std::string_view rest(reinterpret_cast<const char*>(names.data()), names.size());
  for (bool zone = true; !rest.empty(); zone = false) {
    const auto end = rest.find('\0');
    if (end == std::string_view::npos) return {};
    (zone ? kept.zone : kept.tags.emplace_back()) = rest.substr(0, end);
    rest.remove_prefix(end + 1);
  }
  for (std::uint64_t i = 0; i < header.days; ++i) {
    std::array<std::span<const std::byte>, 2> parts;
    for (std::size_t half = 0; half < 2; ++half) {
      const auto piece = value_at<CachePiece>(pieces.subspan((2 * i + half) * sizeof(CachePiece)));
      parts[half] = mapped->part(piece.offset, piece.size);
      if (parts[half].empty() || checksum(parts[half]) != piece.checksum) return {};
    }
    auto day = Day::read(mapped, parts[0], parts[1]);
    if (!day) return {};
    let_go(parts[1]);
    kept.days.push_back(std::move(day));
  }
  if (!mapped->sound()) return {};
  return found;
}

void remove_cut_short(const std::filesystem::path& file) try {
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::absolute(file).parent_path())) {
    if (!is_part_of(entry.path(), file)) continue;
    const int left = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (left < 0) continue;
    if (hold(left)) ::unlink(entry.path().c_str());
    ::close(left);
  }
} catch (const std::filesystem::filesystem_error&) {
  return;  // the next start tries again
}

void let_go_of_columns(const Day& day) {
  if (!day.on_heap()) let_go(day.columns_bytes());
}

// ---- writing -------------------------------------------------------------------------------------------

CacheWriter::~CacheWriter() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(part_of(file_).c_str());
}

void CacheWriter::add(const Day& day) {
  if (descriptor_ < 0 && !failed_) {
    const auto part = part_of(file_);
    ::unlink(part.c_str());
    descriptor_ = ::open(part.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    failed_ = descriptor_ < 0;
    if (!failed_) hold(descriptor_);
    end_ = (sizeof(FileHeader) + 7) / 8 * 8;
  }
  for (const auto bytes : {day.sums_bytes(), day.columns_bytes()}) put(bytes);
  if (day.file() && !day.file()->sound()) failed_ = true;  // zeros may have been put
  let_go_of_columns(day);
}

void CacheWriter::put(std::span<const std::byte> bytes) {
  if (failed_) return;
  failed_ = !whole(descriptor_, bytes, end_);
  pieces_.push_back({end_, bytes.size(), checksum(bytes)});
  end_ = (end_ + bytes.size() + 7) / 8 * 8;
}

bool CacheWriter::finish(const KeptDays& about, std::uint64_t goes_on_from) {
  if (failed_ || descriptor_ < 0) return false;
  std::string tail = names_of(about);
  FileHeader header{};
  header.magic = magic;
  header.version = version;
  header.goes_on_from = goes_on_from;
  header.commit = about.mark.commit;
  header.token = about.mark.token;
  header.days = pieces_.size() / 2;
  header.names_offset = end_;
  header.names_size = tail.size();
  tail.resize((tail.size() + 7) / 8 * 8);
  header.pieces_offset = end_ + tail.size();
  tail.append(reinterpret_cast<const char*>(pieces_.data()), pieces_.size() * sizeof(CachePiece));
  header.file_size = end_ + tail.size();
  header.tail_checksum = checksum(std::as_bytes(std::span(tail)));
  header.checksum = own_checksum(header);
  const auto part = part_of(file_);
  const bool written = whole(descriptor_, std::as_bytes(std::span(tail)), end_) &&
                       whole(descriptor_, std::as_bytes(std::span(&header, 1)), 0);
  ::close(std::exchange(descriptor_, -1));
  if (written && ::rename(part.c_str(), file_.c_str()) == 0) return true;
  ::unlink(part.c_str());
  return false;
}

}  // namespace clamor::analysis
