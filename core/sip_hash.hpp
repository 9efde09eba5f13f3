#pragma once
// SipHash with 128 bits (J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF", 2012) under a random key
// of its own: nobody can look for two names that agree, for nobody knows the key. Not to be stored: another process
// has another key. One thread.

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

struct evp_mac_ctx_st;

namespace clamor {

class SipHash {
 public:
  struct Digest {
    std::uint64_t high = 0, low = 0;
    bool operator==(const Digest&) const = default;
  };

  static constexpr std::size_t key_size = 16;

  // A std::exception without memory, randomness, or SipHash in OpenSSL.
  SipHash();
  explicit SipHash(std::string_view key);  // key_size bytes: tests compare with published values
  SipHash(const SipHash&) = delete;
  SipHash& operator=(const SipHash&) = delete;
  ~SipHash();

  Digest of(std::string_view text);  // std::bad_alloc

 private:
  struct Free {
    void operator()(evp_mac_ctx_st* context) const;
  };
  std::array<unsigned char, key_size> key_{};
  std::unique_ptr<evp_mac_ctx_st, Free> context_;
};

}  // namespace clamor
