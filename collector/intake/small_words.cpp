#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

#include "collector/intake/eight_bytes.hpp"
#include "collector/intake/language.hpp"
#include "collector/intake/prose.hpp"
#include "core/text.hpp"

namespace clamor::intake {
namespace {

// Whose word it is; `alone`: neighbours of that language do not have it.
enum : std::uint8_t { spanish = 1, english = 2, other = 4, alone = 8 };

// Words of up to eight bytes, read as one number: the first byte is the lowest.
constexpr std::uint64_t packed(std::string_view word) {
  std::uint64_t number = 0;
  for (std::size_t i = word.size(); i-- > 0;) number = number << 8 | static_cast<unsigned char>(word[i]);
  return number;
}

// The same of bytes that lie in memory, without a step for each.
std::uint64_t packed_quickly(std::string_view word) {
  const std::size_t size = word.size();
  if (size < 4) {  // the ends and the middle are all there is
    const auto byte = [&](std::size_t at) {
      return std::uint64_t{static_cast<unsigned char>(word[at])} << 8 * at;
    };
    return byte(0) | byte(size / 2) | byte(size - 1);
  }
  std::uint32_t first = 0, last = 0;
  std::memcpy(&first, word.data(), 4);
  std::memcpy(&last, word.data() + size - 4, 4);  // where they overlap they are the same
  return std::uint64_t{first} | std::uint64_t{last} << 8 * (size - 4);
}

struct SmallWord {
  std::uint64_t word = 0;
  std::uint8_t whose = 0;
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

// Found by their numbers: each word stands in the slot of its own or in one of the next.
class Known {
 public:
  constexpr Known() {
    for (const auto& [whose, text] : lists)
      for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        const std::uint64_t word = packed(text.substr(at, end - at));
        words_[slot_of(word)] = {word, whose};
        at = end + 1;
      }
  }
  constexpr std::uint8_t whose(std::uint64_t word) const { return words_[slot_of(word)].whose; }

 private:
  static constexpr int bits = 9;
  static_assert(how_many * 3 <= 1U << bits);
  constexpr std::size_t slot_of(std::uint64_t word) const {
    std::size_t slot = word * 0x9e3779b97f4a7c15ULL >> (64 - bits);
    while (words_[slot].word != 0 && words_[slot].word != word) slot = (slot + 1) % words_.size();
    return slot;
  }
  std::array<SmallWord, 1U << bits> words_{};
};
constexpr Known known_words;

// What stands around words.
bool is_mark(char letter) {
  static constexpr auto marks = [] {
    std::array<bool, 256> all{};
    for (const char mark : std::string_view(".,;:!?()\"'")) all[static_cast<unsigned char>(mark)] = true;
    return all;
  }();
  return marks[static_cast<unsigned char>(letter)];
}

std::uint8_t whose_is(std::string_view word) {
  while (!word.empty() && is_mark(word.front())) word.remove_prefix(1);
  while (!word.empty() && is_mark(word.back())) word.remove_suffix(1);
  if (word.empty() || word.size() > sizeof(std::uint64_t) || word.back() == '\0') return 0;  // no number tells of a 0
  return known_words.whose(EightBytes{packed_quickly(word)}.lower_case().bytes);
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
