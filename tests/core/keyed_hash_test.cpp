#include "core/keyed_hash.hpp"

#include <gtest/gtest.h>

namespace clamor {
namespace {

TEST(AKeyedHash,
     IsHmacSha256) {  // RFC 4231, test case 1, its key filled up to 32 bytes with zeros as HMAC does
  std::string key(20, '\x0b');
  key.resize(KeyedHash::key_size, '\0');
  EXPECT_EQ(hex(KeyedHash(key).of("Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

TEST(AKeyedHash, IsTheSameForOneKeyAndAnotherForEach) {
  const KeyedHash one, other;
  EXPECT_EQ(one.of("nombre"), KeyedHash(one.key()).of("nombre"));
  EXPECT_NE(one.of("nombre"), other.of("nombre"));
  EXPECT_EQ(one.of("nombre", 16), one.of("nombre").substr(0, 16));
}

}  // namespace
}  // namespace clamor
