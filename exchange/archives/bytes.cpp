#include "exchange/archives/bytes.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <cstring>
#include <filesystem>
#include <functional>
#include <utility>

#include "core/text.hpp"

namespace clamor::exchange {
namespace {

constexpr std::size_t block = 64u << 10;
// A file of a few KB that unpacks to gigabytes is no archive of posts.
constexpr std::int64_t bomb_bytes = 256ll << 20, bomb_ratio = 500;

}  // namespace

Result<std::unique_ptr<Bytes>> Bytes::open(const std::string& path) {
  // In the plain C locale libarchive can't read names with accents; the program itself never asks for a
  // locale.
  static const bool utf8_names = std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr;
  (void)utf8_names;
  std::unique_ptr<Bytes> bytes(new Bytes);
  bytes->path_ = bytes->file_ = path;
  if (path == "-") {
    bytes->descriptor_ = ::dup(STDIN_FILENO);
  } else {
    bytes->descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (bytes->descriptor_ < 0)
      return fail(errno == ENOENT ? Errc::not_found : Errc::invalid_input, std::strerror(errno));
  }
  struct stat about {};
  if (::fstat(bytes->descriptor_, &about) != 0) return fail(Errc::invalid_input, std::strerror(errno));
  if (S_ISDIR(about.st_mode)) return fail(Errc::invalid_input, "it is a folder; name the files in it");
  if (S_ISREG(about.st_mode)) {
    bytes->size_ = about.st_size;
    std::string head(block, '\0');
    const auto got = ::pread(bytes->descriptor_, head.data(), head.size(), 0);
    head.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    bytes->content_ = fmt::format("{:016x}-{}", std::hash<std::string>{}(head), bytes->size_);
  }
  bytes->archive_ = archive_read_new();
  for (const auto support :
       {archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_xz,
        archive_read_support_filter_zstd, archive_read_support_format_zip, archive_read_support_format_tar,
        archive_read_support_format_raw, archive_read_support_format_empty})
    support(bytes->archive_);
  if (archive_read_open_fd(bytes->archive_, bytes->descriptor_, block) != ARCHIVE_OK)
    return tl::unexpected(bytes->broken());
  return bytes;
}

Bytes::~Bytes() {
  if (archive_ != nullptr) archive_read_free(archive_);
  if (descriptor_ >= 0) ::close(descriptor_);
}

Error Bytes::broken() const {
  const char* why = archive_error_string(archive_);
  return {Errc::bad_answer, printable(why == nullptr ? "damaged" : why)};
}

Result<bool> Bytes::next_file() {
  begun_ = false;
  utf16_.reset();
  archive_entry* entry = nullptr;
  while (true) {
    const int answer = archive_read_next_header(archive_, &entry);
    if (answer == ARCHIVE_EOF) return false;
    if (answer < ARCHIVE_WARN) return tl::unexpected(broken());
    if (archive_format(archive_) == ARCHIVE_FORMAT_RAW) {
      file_ = path_;
      return true;
    }
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    const char* name = archive_entry_pathname(entry);
    file_ = name == nullptr ? "" : name;
    return true;
  }
}

Result<std::string_view> Bytes::read() {
  const auto block = read_block();
  if (!block) return block;
  if (!std::exchange(begun_, true))
    if (const auto order = Utf16::of(*block); order != Utf16::Order::none) utf16_.emplace(order);
  if (!utf16_) return block;
  if (block->empty()) return utf16_->end();
  const auto text = utf16_->decode(*block);
  return text.empty() ? read() : Result<std::string_view>(text);  // half a letter is not the end
}

Result<std::string_view> Bytes::read_block() {
  const void* data = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  while (size == 0) {
    const int answer = archive_read_data_block(archive_, &data, &size, &offset);
    if (answer == ARCHIVE_EOF) return std::string_view{};
    if (answer < ARCHIVE_WARN) return tl::unexpected(broken());
  }
  unpacked_ += static_cast<std::int64_t>(size);
  if (unpacked_ > bomb_bytes && unpacked_ / bomb_ratio > taken())
    return fail(Errc::too_large, "it unpacks to far more than an archive of posts would");
  return std::string_view(static_cast<const char*>(data), size);
}

std::int64_t Bytes::taken() const {
  return archive_filter_bytes(archive_, -1);
}

}  // namespace clamor::exchange
