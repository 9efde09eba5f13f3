#include "core/text.hpp"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace clamor {
namespace {

using icu::Normalizer2;
using icu::UnicodeString;

const Normalizer2& normalizer(const Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  const Normalizer2* found = get(status);
  assert(U_SUCCESS(status));  // ICU's own data
  return *found;
}

UnicodeString normalized(const Normalizer2& form, const UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  UnicodeString result = form.normalize(text, status);
  return U_SUCCESS(status) ? result : text;
}

// Marks fall only from scripts where they are spelling habits; a dakuten or an Arabic vowel is another
// letter.
bool loses_marks(UChar32 letter) {
  UErrorCode status = U_ZERO_ERROR;
  const auto script = uscript_getScript(letter, &status);
  return script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC;
}

// Latin letters with a stroke are not compositions, so no normal form opens them; Mastodon folds them too.
UChar32 without_stroke(UChar32 letter) {
  switch (letter) {
    case 0x00F8:
      return 'o';  // ø
    case 0x0142:
      return 'l';  // ł
    case 0x0111:
      return 'd';  // đ
    case 0x0127:
      return 'h';  // ħ
    case 0x0131:
      return 'i';  // ı
    case 0x0167:
      return 't';  // ŧ
    default:
      return letter;
  }
}

enum class Enye { folded, kept };

UnicodeString without_marks(const UnicodeString& text, Enye enye) {
  constexpr UChar32 combining_tilde = 0x0303;
  const UnicodeString open = normalized(normalizer(&Normalizer2::getNFDInstance), text);
  UnicodeString kept;
  bool strip = false;
  UChar32 before = 0;
  for (int32_t i = 0; i < open.length(); i = open.moveIndex32(i, 1)) {
    const UChar32 letter = open.char32At(i);
    const bool mark = u_charType(letter) == U_NON_SPACING_MARK;
    if (!mark) strip = loses_marks(letter);
    const bool makes_enye = enye == Enye::kept && before == 'n' && letter == combining_tilde;
    if (!mark || !strip || makes_enye) kept.append(without_stroke(letter));
    before = letter;
  }
  return normalized(normalizer(&Normalizer2::getNFCInstance), kept);
}

std::string folded_by_icu(std::string_view text, Enye enye) {
  const auto same_case =
      normalized(normalizer(&Normalizer2::getNFKCCasefoldInstance),
                 UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size()))));
  std::string result;
  without_marks(same_case, enye).toUTF8String(result);
  return result;
}

bool is_ascii(char byte) {
  return static_cast<unsigned char>(byte) < 0x80;
}

// ASCII and the precomposed letters U+00C0 to U+00FF (lead byte C3), what Spanish and its neighbours write.
// They fold one by one, whatever stands beside them: 60 times cheaper than asking ICU for each word.
bool is_western(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_ascii(text[i])) continue;
    const bool letter = text[i] == '\xC3' && i + 1 < text.size() &&
                        (static_cast<unsigned char>(text[i + 1]) & 0xC0U) == 0x80U;
    if (!letter) return false;
    ++i;
  }
  return true;
}

// By the byte behind C3.
using WesternLetters = std::array<std::string, 64>;

WesternLetters western_letters(Enye enye) {
  WesternLetters letters;
  for (unsigned i = 0; i < letters.size(); ++i) {
    const char bytes[]{'\xC3', static_cast<char>(0x80U + i)};
    letters[i] = folded_by_icu({bytes, 2}, enye);
  }
  return letters;
}

std::string folded(std::string_view text, Enye enye) {
  static const WesternLetters without_enye = western_letters(Enye::folded),
                              with_enye = western_letters(Enye::kept);
  if (std::ranges::all_of(text, is_ascii)) return ascii_lower(text);
  if (!is_western(text)) return folded_by_icu(text, enye);
  const WesternLetters& letters = enye == Enye::kept ? with_enye : without_enye;
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\xC3')
      result += letters[static_cast<unsigned char>(text[++i]) - 0x80U];
    else
      result += ascii_lower(text[i]);
  }
  return result;
}

std::string_view without_hash(std::string_view tag) {
  constexpr std::string_view full_width = "\xEF\xBC\x83";  // ＃
  while (true) {
    if (tag.starts_with('#'))
      tag.remove_prefix(1);
    else if (tag.starts_with(full_width))
      tag.remove_prefix(full_width.size());
    else
      return tag;
  }
}

// Reads the code point at `at` and moves behind it; a broken sequence reads as U+FFFD and takes at least one
// byte.
UChar32 next_code_point(std::string_view text, std::size_t& at) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  if (bytes[at] < 0x80) return bytes[at++];
  auto i = static_cast<int64_t>(at);
  UChar32 letter = 0;
  U8_NEXT_OR_FFFD(bytes, i, static_cast<int64_t>(text.size()), letter);
  at = static_cast<std::size_t>(i);
  return letter;
}

// The code point that ends at `at`, which is not the beginning.
UChar32 code_point_before(std::string_view text, std::size_t at) {
  constexpr std::size_t longest = 4;
  const auto tail = text.substr(at - std::min(at, longest), std::min(at, longest));
  const auto* bytes = reinterpret_cast<const uint8_t*>(tail.data());
  auto i = static_cast<int32_t>(tail.size());
  UChar32 letter = 0;
  U8_PREV_OR_FFFD(bytes, 0, i, letter);
  return letter;
}

bool continues_tag(UChar32 letter) {
  if (letter < 0x80)
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_';
  return u_isalnum(letter) || letter == 0x00B7 || letter == 0x30FB || letter == 0x200C ||
         (U_GET_GC_MASK(letter) & U_GC_M_MASK) != 0;
}

bool misleads(UChar32 letter) {
  return letter < 0x20 || (letter >= 0x7F && letter <= 0x9F) || letter == 0x2028 || letter == 0x2029 ||
         (letter >= 0x200B && letter <= 0x200F) || (letter >= 0x202A && letter <= 0x202E) ||
         (letter >= 0x2060 && letter <= 0x206F) || letter == 0xFEFF || letter == 0x061C ||
         (letter >= 0xE0000 && letter <= 0xE007F) || (letter >= 0xFFF9 && letter <= 0xFFFB);
}

}  // namespace

std::string hashtag_key(std::string_view tag) {
  return folded(without_hash(tag), Enye::folded);
}

std::string fold_for_phrases(std::string_view text) {
  return folded(text, Enye::kept);
}

std::vector<std::string> hashtags_in(std::string_view text) {
  constexpr char full_width = '\xEF';  // the first byte of ＃
  const auto may_start = [](char byte) { return byte == '#' || byte == full_width; };
  std::vector<std::string> tags;
  for (std::size_t at = 0; at < text.size();) {
    const auto here =
        static_cast<std::size_t>(std::ranges::find_if(text.substr(at), may_start) - text.begin());
    if (here == text.size()) break;
    at = here;
    const UChar32 letter = next_code_point(text, at);
    if (letter != '#' && letter != 0xFF03) continue;
    const UChar32 before = here == 0 ? ' ' : code_point_before(text, here);
    if (continues_tag(before) || before == '/') continue;
    const std::size_t start = at;
    bool named = false;
    while (at < text.size()) {
      std::size_t next = at;
      const UChar32 inner = next_code_point(text, next);
      if (!continues_tag(inner)) break;
      named = named || !u_isdigit(inner);
      at = next;
    }
    if (named) tags.emplace_back(text.substr(start, at - start));
  }
  return tags;
}

std::string valid_utf8(std::string_view bytes) {
  std::string valid;
  valid.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t start = at;
    const UChar32 letter = next_code_point(bytes, at);
    const bool broken = letter == 0xFFFD && bytes.substr(start, at - start) != "\xEF\xBF\xBD";
    valid += broken ? std::string_view("\xEF\xBF\xBD") : bytes.substr(start, at - start);
  }
  return valid;
}

std::string truncate_utf8(std::string_view text, std::size_t bytes, bool* cut) {
  if (cut != nullptr) *cut = text.size() > bytes;
  if (text.size() <= bytes) return std::string(text);
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return std::string(text.substr(0, bytes));
}

std::string printable(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const UChar32 letter = next_code_point(text, at);
    const bool broken = letter == 0xFFFD;
    if (letter == '\n')
      safe += "\\n";
    else if (letter == '\t')
      safe += "\\t";
    else if (misleads(letter))
      safe += fmt::format("\\u{{{:X}}}", static_cast<unsigned>(letter));
    else
      safe += broken ? std::string_view("\xEF\xBF\xBD") : text.substr(start, at - start);
  }
  return safe;
}

std::string ascii_lower(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char letter) { return ascii_lower(letter); });
  return small;
}

Letter next_letter(std::string_view text, std::size_t& at) {
  const UChar32 code = next_code_point(text, at);
  if (code < 0x80) {
    const bool lower = code >= 'a' && code <= 'z', upper = code >= 'A' && code <= 'Z';
    return {static_cast<char32_t>(code), lower || upper, lower, upper,
            lower || upper || (code >= '0' && code <= '9')};
  }
  const bool mark = (U_GET_GC_MASK(code) & U_GC_M_MASK) != 0;
  return {static_cast<char32_t>(code), u_isalpha(code) != 0, u_islower(code) != 0, u_isupper(code) != 0,
          u_isalnum(code) != 0 || mark};
}

}  // namespace clamor
