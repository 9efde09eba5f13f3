#include "i18n/catalogue.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

using namespace clamor::i18n;

namespace {

std::vector<std::string_view> forms(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::size_t end; (end = text.find('\0')) != text.npos; text.remove_prefix(end + 1))
    found.push_back(text.substr(0, end));
  found.push_back(text);
  return found;
}

// The {0}, {1:>4}... of a pattern.
std::set<std::string> arguments(std::string_view pattern) {
  std::set<std::string> found;
  for (std::size_t at = 0; (at = pattern.find('{', at)) != pattern.npos; ++at)
    found.emplace(pattern.substr(at, pattern.find('}', at) - at + 1));
  return found;
}

}  // namespace

TEST(Catalogue, FindsEveryEntryItHolds) {
  const Catalogue spanish{es_MX};
  ASSERT_GT(spanish.size(), 1u);
  for (std::size_t i = 0; i < spanish.size(); ++i) {
    const auto entry = spanish.entry(i);
    EXPECT_EQ(spanish.find(forms(entry.original)[0]), entry.translation.data());
  }
  EXPECT_EQ(spanish.find("never written in any catalogue"), nullptr);
}

TEST(Catalogue, HasASingularAndAPluralWhereEnglishHasThem) {
  const Catalogue spanish{es_MX};
  for (std::size_t i = 0; i < spanish.size(); ++i) {
    const auto entry = spanish.entry(i);
    const auto english = forms(entry.original), translated = forms(entry.translation);
    EXPECT_EQ(english.size(), translated.size()) << english[0];
    for (std::size_t form = 0; form < translated.size(); ++form)
      EXPECT_EQ(spanish.find_form(english[0], form), translated[form].data());
    EXPECT_EQ(spanish.find_form(english[0], translated.size()), nullptr);
  }
}

TEST(Catalogue, KeepsTheArgumentsOfEveryString) {
  const Catalogue spanish{es_MX};
  for (std::size_t i = 0; i < spanish.size(); ++i) {
    const auto entry = spanish.entry(i);
    if (entry.original.empty()) continue;
    const auto english = forms(entry.original), translated = forms(entry.translation);
    for (std::size_t form = 0; form < std::min(english.size(), translated.size()); ++form)
      EXPECT_EQ(arguments(english[form]), arguments(translated[form])) << english[form];
  }
}
