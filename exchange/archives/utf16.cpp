#include "exchange/archives/utf16.hpp"

namespace clamor::exchange {
namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr unsigned byte_order_mark = 0xFEFF;

}  // namespace

Utf16::Order Utf16::of(std::string_view first_bytes) {
  if (first_bytes.starts_with("\xFF\xFE")) return Order::little;
  if (first_bytes.starts_with("\xFE\xFF")) return Order::big;
  return Order::none;
}

std::string_view Utf16::decode(std::string_view block) {
  text_.clear();
  for (const char each : block) {
    const int byte = static_cast<unsigned char>(each);
    if (odd_byte_ < 0) {
      odd_byte_ = byte;
      continue;
    }
    const int unit = order_ == Order::little ? byte << 8 | odd_byte_ : odd_byte_ << 8 | byte;
    odd_byte_ = -1;
    take(static_cast<unsigned>(unit));
  }
  return text_;
}

std::string_view Utf16::end() {
  text_.clear();
  if (high_ != 0 || odd_byte_ >= 0) put(replacement);
  high_ = 0;
  odd_byte_ = -1;
  return text_;
}

void Utf16::take(unsigned unit) {
  const bool first = !begun_;
  begun_ = true;
  if (first && unit == byte_order_mark) return;
  const bool is_high = unit >= 0xD800 && unit < 0xDC00, is_low = unit >= 0xDC00 && unit < 0xE000;
  if (is_low && high_ != 0) {
    put(0x10000 + ((high_ - 0xD800) << 10) + (unit - 0xDC00));
    high_ = 0;
    return;
  }
  if (high_ != 0) put(replacement);
  high_ = is_high ? unit : 0;
  if (!is_high) put(is_low ? replacement : unit);
}

void Utf16::put(char32_t letter) {
  const auto byte = [this](char32_t value) { text_ += static_cast<char>(value); };
  if (letter < 0x80) {
    byte(letter);
  } else if (letter < 0x800) {
    byte(0xC0 | letter >> 6), byte(0x80 | (letter & 0x3F));
  } else if (letter < 0x10000) {
    byte(0xE0 | letter >> 12), byte(0x80 | (letter >> 6 & 0x3F)), byte(0x80 | (letter & 0x3F));
  } else {
    byte(0xF0 | letter >> 18), byte(0x80 | (letter >> 12 & 0x3F));
    byte(0x80 | (letter >> 6 & 0x3F)), byte(0x80 | (letter & 0x3F));
  }
}

}  // namespace clamor::exchange
