#include "i18n/catalogue.hpp"

#include <cassert>

namespace clamor::i18n {

Catalogue::Catalogue(std::span<const unsigned char> mo) : mo_(mo) {
  assert(word(0) == 0x950412de && "not a little-endian .mo");
  size_ = word(8);
  originals_ = word(12);
  translations_ = word(16);
}

std::uint32_t Catalogue::word(std::size_t offset) const {
  assert(offset + 4 <= mo_.size());
  std::uint32_t value = 0;
  for (std::size_t byte = 4; byte-- > 0;) value = value << 8 | mo_[offset + byte];
  return value;
}

std::string_view Catalogue::text(std::size_t table, std::size_t index) const {
  const auto length = word(table + index * 8), offset = word(table + index * 8 + 4);
  assert(offset + length < mo_.size());  // a NUL follows every text
  return {reinterpret_cast<const char*>(mo_.data()) + offset, length};
}

Catalogue::Entry Catalogue::entry(std::size_t index) const {
  return {text(originals_, index), text(translations_, index)};
}

const char* Catalogue::find(std::string_view english) const {
  return find_form(english, 0);
}

const char* Catalogue::find_form(std::string_view english, std::size_t form) const {
  std::size_t first = 0, last = size_;
  while (first < last) {
    const auto middle = first + (last - first) / 2;
    const auto original = text(originals_, middle);
    const auto order = english.compare(original.substr(0, original.find('\0')));
    if (order == 0) {
      auto forms = text(translations_, middle);
      for (; form > 0; --form) {
        const auto end = forms.find('\0');
        if (end == forms.npos) return nullptr;
        forms.remove_prefix(end + 1);
      }
      return forms.data();
    }
    if (order < 0)
      last = middle;
    else
      first = middle + 1;
  }
  return nullptr;
}

}  // namespace clamor::i18n
