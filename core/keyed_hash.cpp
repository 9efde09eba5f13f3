#include "core/keyed_hash.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cassert>
#include <stdexcept>

namespace clamor {

KeyedHash::KeyedHash() {
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key_.data()), static_cast<int>(key_.size())) != 1)
    throw std::runtime_error("the system gives no random numbers: no names are hidden without a key");
}

KeyedHash::KeyedHash(std::string_view key) {
  assert(key.size() == key_.size());
  key.copy(key_.data(), key_.size());
}

KeyedHash::~KeyedHash() {
  OPENSSL_cleanse(key_.data(), key_.size());
}

std::string KeyedHash::of(std::string_view text, std::size_t bytes) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (!HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
            reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size))
    throw std::runtime_error("HMAC failed");
  assert(bytes <= size);
  return {reinterpret_cast<const char*>(digest.data()), bytes};
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    (text += digits[value >> 4]) += digits[value & 15];
  }
  return text;
}

}  // namespace clamor
