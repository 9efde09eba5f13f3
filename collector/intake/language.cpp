#include <cstdio>  // the next header needs these two and forgets them
#include <string>

#include <cld2/public/compact_lang_det.h>

#include "collector/intake/language.hpp"
#include "collector/intake/prose.hpp"
#include "core/text.hpp"

namespace clamor::intake {
namespace {

constexpr int fewest_letters =
    20;  // below it cld2 is confidently wrong: "#FreeThemAll" alone is Estonian to it

std::string prose_of(std::string_view text) {
  std::string prose;
  prose.reserve(text.size() + 1);
  each_prose_word(text, [&](std::string_view word) { prose.append(word).push_back(' '); });
  return prose;
}

bool has_letters(std::string_view text, int fewest) {
  for (std::size_t at = 0; fewest > 0 && at < text.size();)
    if (next_letter(text, at).alphabetic) --fewest;
  return fewest == 0;
}

}  // namespace

std::string detect_language(std::string_view text) {
  const std::string prose = prose_of(text);
  if (!has_letters(prose, fewest_letters)) return {};
  bool plain = true, reliable = false;
  CLD2::Language three[3];
  int percent[3], bytes = 0;
  const auto language = CLD2::DetectLanguageSummary(prose.data(), static_cast<int>(prose.size()), plain,
                                                    three, percent, &bytes, &reliable);
  if (!reliable || language == CLD2::UNKNOWN_LANGUAGE) return {};
  return CLD2::LanguageCode(language);
}

}  // namespace clamor::intake
