#pragma once
// Labels nobody can turn back or compute without the key: HMAC-SHA-256. Whoever holds the key can still test
// a guess, so a key is worth as much as the names it hides.

#include <array>
#include <string>
#include <string_view>

namespace clamor {

class KeyedHash {
 public:
  static constexpr std::size_t key_size = 32;

  KeyedHash();                               // a new random key; std::runtime_error without randomness
  explicit KeyedHash(std::string_view key);  // key_size bytes, made by another one
  KeyedHash(const KeyedHash&) = delete;
  KeyedHash& operator=(const KeyedHash&) = delete;
  ~KeyedHash();  // wipes the key

  std::string_view key() const { return {key_.data(), key_.size()}; }
  // The first `bytes` of 32 raw bytes. Any thread.
  std::string of(std::string_view text, std::size_t bytes = 32) const;

 private:
  std::array<char, key_size> key_{};
};

std::string hex(std::string_view bytes);  // lower case

}  // namespace clamor
