#include "core/sip_hash.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <cassert>
#include <cstring>
#include <new>
#include <stdexcept>

namespace clamor {

namespace {

constexpr std::size_t digest_size = sizeof(SipHash::Digest);

evp_mac_ctx_st* new_context() {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac(EVP_MAC_fetch(nullptr, "SIPHASH", nullptr), EVP_MAC_free);
  evp_mac_ctx_st* const context = mac ? EVP_MAC_CTX_new(mac.get()) : nullptr;
  auto size = digest_size;
  const std::array parameters{OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size), OSSL_PARAM_construct_end()};
  if (context && EVP_MAC_CTX_set_params(context, parameters.data()) == 1) return context;
  EVP_MAC_CTX_free(context);
  throw std::runtime_error("this OpenSSL has no SipHash");
}

}  // namespace

void SipHash::Free::operator()(evp_mac_ctx_st* context) const {
  EVP_MAC_CTX_free(context);
}

SipHash::SipHash() : context_(new_context()) {
  if (RAND_bytes(key_.data(), static_cast<int>(key_.size())) != 1)
    throw std::runtime_error("the system gives no random numbers: names cannot be told apart safely");
}

SipHash::SipHash(std::string_view key) : context_(new_context()) {
  assert(key.size() == key_.size());
  std::memcpy(key_.data(), key.data(), key_.size());
}

SipHash::~SipHash() {
  OPENSSL_cleanse(key_.data(), key_.size());
}

SipHash::Digest SipHash::of(std::string_view text) {
  Digest digest;
  std::array<unsigned char, digest_size> bytes{};
  std::size_t size = 0;
  const bool made = EVP_MAC_init(context_.get(), key_.data(), key_.size(), nullptr) == 1 &&
                    EVP_MAC_update(context_.get(), reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1 &&
                    EVP_MAC_final(context_.get(), bytes.data(), &size, bytes.size()) == 1 && size == bytes.size();
  if (!made) throw std::bad_alloc();  // nothing else can be missing here
  std::memcpy(&digest, bytes.data(), bytes.size());
  return digest;
}

}  // namespace clamor
