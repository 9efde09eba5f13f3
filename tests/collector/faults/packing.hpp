#pragma once
// gzip and zstd as they are when nothing is packed: stored blocks in their frames, made without the libraries
// that read them.

#include <boost/crc.hpp>
#include <string>

namespace clamor::collector::faults {

inline std::string little_endian(std::size_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i, value >>= 8) out += static_cast<char>(value & 255);
  return out;
}

constexpr std::size_t gzip_header = 15, gzip_trailer = 8;  // the header with that of its one block
inline std::string as_gzip(const std::string& text) {      // of at most 64 KB
  boost::crc_32_type sum;
  sum.process_bytes(text.data(), text.size());
  return std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03\x01", 11) + little_endian(text.size(), 2) +
         little_endian(~text.size(), 2) + text + little_endian(sum.checksum(), 4) +
         little_endian(text.size(), 4);
}

constexpr std::size_t zstd_header = 9;
inline std::string as_zstd(const std::string& text) {  // of at most 128 KB
  constexpr std::size_t last_raw_block = 1;
  return std::string("\x28\xb5\x2f\xfd\x00\x38", 6) + little_endian(last_raw_block | text.size() << 3, 3) +
         text;
}

// Bytes after the last one of the text.
inline std::size_t trailer_of(const std::string& coding) {
  return coding == "gzip" ? gzip_trailer : 0;
}

}  // namespace clamor::collector::faults
