#include "core/secret.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <gtest/gtest.h>

#include <array>
#include <new>
#include <ostream>

namespace clamor {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) {
  out << value;
};

TEST(ASecret, CanBePrintedNowhere) {
  static_assert(!Streamable<Secret>);
  static_assert(!fmt::is_formattable<Secret>::value);
  static_assert(!std::is_convertible_v<Secret, std::string>);
  static_assert(!std::is_convertible_v<Secret, std::string_view>);
  SUCCEED();
}

TEST(ASecret, IsOverwrittenWhenItGoesAndWhenItIsMoved) {
  alignas(Secret) std::array<unsigned char, sizeof(Secret)> place{};
  auto* const secret = new (place.data()) Secret(std::string("s3creto"));  // short: within the object itself
  ASSERT_EQ(secret->reveal(), "s3creto");
  Secret moved(std::move(*secret));
  EXPECT_TRUE(secret->empty());
  EXPECT_EQ(moved.reveal(), "s3creto");
  *secret = std::move(moved);
  secret->~Secret();
  const std::string_view bytes(reinterpret_cast<const char*>(place.data()), place.size());
  EXPECT_EQ(bytes.find("s3creto"), std::string_view::npos);
}

}  // namespace
}  // namespace clamor
