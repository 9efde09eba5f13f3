#pragma once
// Reads the catalogues gettext's msgfmt compiles (.mo, little-endian): sorted originals beside their
// translations. Only for this room and its tests.

#include <cstdint>
#include <span>
#include <string_view>

namespace clamor::i18n {

// The Spanish catalogue, made from po/es_MX.po by the build.
extern const std::span<const unsigned char> es_MX;

// A view of bytes that outlive it. Any thread.
class Catalogue {
 public:
  explicit Catalogue(std::span<const unsigned char> mo);

  // One entry as stored. Forms of singular and plural are separated by NUL; `original` of the header is
  // empty.
  struct Entry {
    std::string_view original, translation;
  };
  std::size_t size() const { return size_; }
  Entry entry(std::size_t index) const;

  // Translation of a string, singular form; nullptr when there is none.
  const char* find(std::string_view english) const;
  // The n-th form of a string with a plural, found by its singular.
  const char* find_form(std::string_view english, std::size_t form) const;

 private:
  std::uint32_t word(std::size_t offset) const;
  std::string_view text(std::size_t table, std::size_t index) const;

  std::span<const unsigned char> mo_;
  std::size_t size_ = 0, originals_ = 0, translations_ = 0;
};

}  // namespace clamor::i18n
