#include "exchange/archives/utf16.hpp"

#include <gtest/gtest.h>

namespace clamor::exchange {
namespace {

// As UTF-16 with its mark; letters above 0xFFFF as two halves.
std::string encoded(std::u16string_view text, Utf16::Order order) {
  std::string bytes;
  const auto put = [&](char16_t unit) {
    const char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
    bytes += order == Utf16::Order::little ? low : high;
    bytes += order == Utf16::Order::little ? high : low;
  };
  put(0xFEFF);
  for (const char16_t unit : text) put(unit);
  return bytes;
}

constexpr std::u16string_view letters = u"ñandú\t#FreeThemAll €\r\n😀 fin";
constexpr std::string_view as_utf8 = "ñandú\t#FreeThemAll €\r\n😀 fin";

TEST(Utf16, IsToldByItsMark) {
  EXPECT_EQ(Utf16::of(encoded(u"a", Utf16::Order::little)), Utf16::Order::little);
  EXPECT_EQ(Utf16::of(encoded(u"a", Utf16::Order::big)), Utf16::Order::big);
  EXPECT_EQ(Utf16::of("a,b"), Utf16::Order::none);
  EXPECT_EQ(Utf16::of(""), Utf16::Order::none);
}

TEST(Utf16, IsTheSameTextWhereverItsBlocksAreCut) {
  for (const auto order : {Utf16::Order::little, Utf16::Order::big}) {
    const std::string bytes = encoded(letters, order);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
      Utf16 reader(order);
      std::string text(reader.decode(bytes.substr(0, cut)));
      text += reader.decode(bytes.substr(cut));
      text += reader.end();
      EXPECT_EQ(text, as_utf8) << "cut at " << cut;
    }
  }
}

TEST(Utf16, HalvesThatStandAloneAreReplaced) {
  const char16_t broken[] = {0xD83D, u'a', 0xDE00, u'b', 0xD83D};
  std::string bytes = encoded({broken, 5}, Utf16::Order::little) + "x";
  Utf16 reader(Utf16::Order::little);
  std::string text(reader.decode(bytes));
  text += reader.end();
  EXPECT_EQ(text, "\uFFFDa\uFFFDb\uFFFD");
}

}  // namespace
}  // namespace clamor::exchange
