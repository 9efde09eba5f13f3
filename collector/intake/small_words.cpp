#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "collector/intake/language.hpp"
#include "collector/intake/prose.hpp"
#include "core/text.hpp"

namespace clamor::intake {
namespace {

// Whose word it is; `alone`: neighbours of that language do not have it.
enum : std::uint8_t { spanish = 1, english = 2, other = 4, alone = 8 };

// Words of up to eight bytes, read as one number: the first byte is the highest.
constexpr std::uint64_t packed(std::string_view word) {
  std::uint64_t number = 0;
  for (const char letter : word) number = number << 8 | static_cast<unsigned char>(ascii_lower(letter));
  return number;
}

struct SmallWord {
  std::uint64_t word;
  std::uint8_t whose;
};

struct List {
  std::uint8_t whose;
  std::string_view words;
};

// The commonest of each, and those by which neighbours of Spanish and English (Portuguese, Catalan, Galician,
// Italian, French, German, Dutch, Swedish) tell themselves apart.
constexpr List lists[]{
    {spanish | alone,
     "cuando donde ellos este fue han hasta hay hoy las los más muy pero qué quienes su sus también todas todos y ya"},
    {spanish, "al como con de del el ella en es esta está la lo nos o para por porque que se ser sin son sobre un una"},
    {english | alone,
     "and are been but from it its not our that the their them they these this to were who with you your"},
    {english, "an as at be by for has have i in is of on or was we will"},
    {spanish | english, "a me no"},
    {other,
     "amb aquest che com das della der det di dos du e ein els em est et dans het il les niet não och os per pour são "
     "um uma und une unha van você és"},
};

constexpr std::size_t how_many = [] {
  std::size_t words = 0;
  for (const List& list : lists) words += static_cast<std::size_t>(std::ranges::count(list.words, ' ')) + 1;
  return words;
}();

constexpr auto known_words = [] {
  std::array<SmallWord, how_many> words{};
  auto next = words.begin();
  for (const auto& [whose, text] : lists)
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find(' ', at), text.size());
      *next++ = {packed(text.substr(at, end - at)), whose};
      at = end + 1;
    }
  std::ranges::sort(words, {}, &SmallWord::word);
  return words;
}();

std::uint8_t whose_is(std::string_view word) {
  constexpr std::string_view around = ".,;:!?()\"'";
  const auto first = word.find_first_not_of(around);
  if (first == std::string_view::npos) return 0;
  word = word.substr(first, word.find_last_not_of(around) + 1 - first);
  if (word.size() > sizeof(std::uint64_t)) return 0;
  const std::uint64_t number = packed(word);
  const auto found = std::ranges::lower_bound(known_words, number, {}, &SmallWord::word);
  return found != known_words.end() && found->word == number ? found->whose : 0;
}

std::optional<std::uint8_t> bit_of(std::string_view language) {
  const auto primary = language.substr(0, language.find('-'));
  if (primary == "es") return spanish;
  if (primary == "en") return english;
  return {};
}

}  // namespace

bool small_words_confirm(std::string_view text, std::string_view language) {
  const auto asked = bit_of(language);
  if (!asked) return false;
  constexpr std::size_t fewest = 3, share = 6;
  std::size_t words = 0, confirming = 0, telling = 0, contradicting = 0;
  each_prose_word(text, [&](std::string_view word) {
    ++words;
    const std::uint8_t whose = whose_is(word);
    if ((whose & *asked) != 0) {
      ++confirming;
      telling += (whose & alone) != 0 ? 1 : 0;
    } else if (whose != 0) {
      ++contradicting;
    }
  });
  return confirming >= fewest && confirming * share >= words && telling > 0 && contradicting == 0;
}

}  // namespace clamor::intake
