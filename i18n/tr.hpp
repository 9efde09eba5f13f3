#pragma once
// Two languages, always complete. English sentences are the keys; Spanish is i18n/po/es_MX.po; a string
// without a translation fails the build. Switch at run time from one thread (the one that shows text); tr()
// reads from any.

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace clamor::i18n {

enum class Language { en, es };
void set_language(Language language);
Language language();
// "es", "es-MX", "es_ES.UTF-8", "en"...: config, --lang and LANG all speak this. Unknown: English.
Language parse_language(std::string_view name);

// Points into static data: valid for ever.
const char* tr(const char* english);
const char* trn(const char* one, const char* many, unsigned long count);

// Marks a string that is translated later, where it is shown: `{TR("Overview"), ...}` in a table,
// tr(row.title) at last.
constexpr const char* TR(const char* english) {
  return english;
}

// Formats a translated pattern with numbered arguments: tr_format("{0} of {1} servers", 3, 5).
template <class... Args>
std::string tr_format(const char* english, const Args&... args) {
  return fmt::format(fmt::runtime(tr(english)), args...);
}
template <class... Args>
std::string trn_format(const char* one, const char* many, unsigned long count, const Args&... args) {
  return fmt::format(fmt::runtime(trn(one, many, count)), args...);
}

}  // namespace clamor::i18n
