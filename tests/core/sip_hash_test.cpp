#include "core/sip_hash.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "core/keyed_hash.hpp"

namespace clamor {
namespace {

std::string bytes_of(const SipHash::Digest& digest) {
  std::string bytes(sizeof digest, '\0');
  std::memcpy(bytes.data(), &digest, sizeof digest);
  return bytes;
}

// The first values of vectors.h in the reference implementation (github.com/veorq/SipHash), 2-4 rounds, 128 bits.
TEST(ASipHash, IsThePublishedOne) {
  std::string key;
  for (char i = 0; i < 16; ++i) key += i;
  SipHash hash(key);
  EXPECT_EQ(hex(bytes_of(hash.of(""))), "a3817f04ba25a8e66df67214c7550293");
  EXPECT_EQ(hex(bytes_of(hash.of(std::string(1, '\0')))), "da87c1d86b99af44347659119b22fc45");
  EXPECT_EQ(hex(bytes_of(hash.of(""))), "a3817f04ba25a8e66df67214c7550293") << "asked again";
}

TEST(ASipHash, HasAKeyOfItsOwn) {
  SipHash one, other;
  EXPECT_EQ(one.of("nombre"), one.of("nombre"));
  EXPECT_NE(one.of("nombre"), other.of("nombre"));
}

}  // namespace
}  // namespace clamor
