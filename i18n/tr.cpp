#include "i18n/tr.hpp"

#include <atomic>

#include "i18n/catalogue.hpp"

namespace clamor::i18n {
namespace {

std::atomic<Language> current{Language::en};

const Catalogue& spanish() {
  static const Catalogue catalogue{es_MX};
  return catalogue;
}

// Both languages say one of one thing and many of everything else, zero included.
std::size_t plural_form(unsigned long count) {
  return count == 1 ? 0 : 1;
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}

}  // namespace

void set_language(Language language) {
  current.store(language, std::memory_order_relaxed);
}

Language language() {
  return current.load(std::memory_order_relaxed);
}

Language parse_language(std::string_view name) {
  const bool spanish_name = name.size() >= 2 && lower(name[0]) == 'e' && lower(name[1]) == 's' &&
                            (name.size() == 2 || name[2] == '-' || name[2] == '_' || name[2] == '.');
  return spanish_name ? Language::es : Language::en;
}

const char* tr(const char* english) {
  if (language() == Language::en || *english == '\0') return english;
  const char* found = spanish().find(english);
  return found && *found ? found : english;
}

const char* trn(const char* one, const char* many, unsigned long count) {
  const auto form = plural_form(count);
  const char* english = form == 0 ? one : many;
  if (language() == Language::en) return english;
  const char* found = spanish().find_form(one, form);
  return found && *found ? found : english;
}

}  // namespace clamor::i18n
