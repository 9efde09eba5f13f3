#pragma once
// Files that Excel saves as "Unicode text": UTF-16, which nothing behind here reads. Told by their first two
// bytes and turned into UTF-8 block by block.

#include <string>
#include <string_view>

namespace clamor::exchange {

class Utf16 {
 public:
  enum class Order { none, little, big };  // none: another encoding
  static Order of(std::string_view first_bytes);

  explicit Utf16(Order order) : order_(order) {}
  // Valid until the next call. A character cut by the end of a block comes with the next one; halves that
  // stand alone become U+FFFD.
  std::string_view decode(std::string_view block);
  // What the last block left unfinished.
  std::string_view end();

 private:
  void take(unsigned unit);
  void put(char32_t letter);

  Order order_;
  int odd_byte_ = -1;  // the first of two, at the end of a block
  unsigned high_ = 0;  // the first half of a character
  bool begun_ = false;
  std::string text_;
};

}  // namespace clamor::exchange
