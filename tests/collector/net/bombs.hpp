#pragma once
// A few bytes that unpack to megabytes, made without the libraries that unpack them.

#include <cstddef>
#include <string>

namespace clamor::net {

// A fixed Huffman block: one literal 'a', then `matches` copies of 258 bytes at distance 1. Checksum and
// length at its end are zeros.
inline std::string gzip_bomb(std::size_t matches) {
  std::string out("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  unsigned bits = 0, count = 0;
  const auto put = [&](unsigned value, unsigned length) {  // least significant bit first
    bits |= value << count;
    for (count += length; count >= 8; count -= 8, bits >>= 8) out += static_cast<char>(bits & 255);
  };
  const auto code = [&](unsigned value, unsigned length) {  // Huffman codes: most significant bit first
    for (unsigned i = length; i-- > 0;) put(value >> i & 1, 1);
  };
  put(1, 1);
  put(1, 2);
  code(0x30 + 'a', 8);
  for (std::size_t i = 0; i < matches; ++i) {
    code(0xC5, 8);  // length 258
    code(0, 5);     // distance 1
  }
  code(0, 7);
  put(0, 7);
  return out + std::string(8, '\0');
}

// `blocks` run-length blocks of 128 KB, four bytes each. `window`: the byte that says how much of the past a
// reader is to keep.
inline std::string zstd_run_lengths(unsigned blocks, char window) {
  std::string out("\x28\xb5\x2f\xfd\x00", 5);  // no checksum
  out += window;
  for (unsigned i = 0; i < blocks; ++i) {
    const unsigned last = i + 1 == blocks, run_length = 1,
                   header = last | run_length << 1 | (128u << 10) << 3;
    for (const unsigned shift : {0u, 8u, 16u}) out += static_cast<char>(header >> shift & 255);
    out += 'a';
  }
  return out;
}
inline std::string zstd_bomb(unsigned blocks) {
  return zstd_run_lengths(blocks, '\x38');
}  // 128 KB
inline std::string zstd_wide_bomb(unsigned blocks) {
  return zstd_run_lengths(blocks, '\xa8');
}  // 2 GB

// Sixteen megabytes of the letter a, as brotli 1.0.9 packs them.
inline std::string brotli_bomb() {
  using namespace std::string_literals;
  return "\x9f\xff\xff\xff\xf8\x25\xc2\xe2\xb1\x40\x20\xf7\xfe\x1f"s;
}
}  // namespace clamor::net
