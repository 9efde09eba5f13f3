#pragma once
// The bytes of a file and of the files inside it, unpacked, in blocks. Names inside an archive are only ever
// shown.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "exchange/archives/utf16.hpp"

struct archive;

namespace clamor::exchange {

class Bytes {
 public:
  static Result<std::unique_ptr<Bytes>> open(const std::string& path);  // "-": standard input
  ~Bytes();
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;

  Result<bool> next_file();  // false: there are no more
  const std::string& file() const { return file_; }
  // The next block, valid until the next call; empty: the file's end. UTF-16 comes as UTF-8.
  Result<std::string_view> read();
  std::int64_t taken() const;  // of the packed bytes
  std::int64_t size() const { return size_; }
  const std::string& content() const { return content_; }

 private:
  Bytes() = default;
  Error broken() const;
  Result<std::string_view> read_block();
  struct archive* archive_ = nullptr;
  int descriptor_ = -1;
  std::string path_, file_, content_;
  std::int64_t size_ = 0, unpacked_ = 0;
  bool begun_ = false;          // the file's first block was read
  std::optional<Utf16> utf16_;  // of this file
};

}  // namespace clamor::exchange
