#include "collector/intake/plain_html.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <utility>

#include "collector/intake/eight_bytes.hpp"
#include "collector/intake/html_layout.hpp"

namespace clamor::intake {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

// Line ends other than '\n' and what HTML forbids are replaced by the parser: those are left to it.
bool is_kept(char32_t code) {
  return (code >= 0x20 && code < 0x7F) || (code >= 0xA0 && code < 0xD800) ||
         (code >= 0xE000 && code < 0xFDD0) ||
         (code > 0xFDEF && code <= 0x10FFFF && (code & 0xFFFEU) != 0xFFFE);
}

// Bytes of the character beyond ASCII at `at`; 0: broken, or not kept as it is.
std::size_t length_of_kept(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at);
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  char32_t code = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const unsigned next = byte_at(text, at + i);
    if ((next & 0xC0U) != 0x80U) return 0;
    code = (code << 6U) | (next & 0x3FU);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  return code >= smallest[length] && is_kept(code) ? length : 0;
}

// What means itself wherever it stands, quotes aside.
bool is_plain(char letter) {
  static constexpr auto plain = [] {
    std::array<bool, 256> all{};
    for (unsigned byte = 0x20; byte < 0x7F; ++byte) all[byte] = byte != '<' && byte != '&';
    all['\n'] = all['\t'] = true;
    return all;
  }();
  return plain[static_cast<unsigned char>(letter)];
}

// Where something stands from `at` on that is not plain, or `stop`.
std::size_t end_of_plain(std::string_view html, std::size_t at, char stop) {
  while (html.size() - at >= sizeof(EightBytes)) {
    const auto eight = EightBytes::of(html, at);
    const auto other = eight.beyond_ascii() | eight.smaller_than(' ') | eight.equal_to('<') | eight.equal_to('&') |
                       eight.equal_to('\x7F') | eight.equal_to(stop);
    if (other != 0) {
      at += EightBytes::first_of(other);
      if (html[at] != '\n' && html[at] != '\t') return at;
      ++at;
    } else {
      at += sizeof(EightBytes);
    }
  }
  while (at < html.size() && html[at] != stop && is_plain(html[at])) ++at;
  return at;
}

std::string utf8(char32_t code) {
  std::string text;
  const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | ((code >> shift) & 0x3FU)); };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0U | (code >> 6U)), tail(0);
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0U | (code >> 12U)), tail(6), tail(0);
  } else {
    text += static_cast<char>(0xF0U | (code >> 18U)), tail(12), tail(6), tail(0);
  }
  return text;
}

// What stands between '&' and ';'. Empty: not one of the common ones.
std::string entity(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> named{
      {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00A0"}}};
  for (const auto& [known, text] : named)
    if (name == known) return std::string(text);
  if (!name.starts_with('#')) return {};
  name.remove_prefix(1);
  const bool hex = name.starts_with('x');
  if (hex) name.remove_prefix(1);
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
  const bool whole = error == std::errc{} && end == name.data() + name.size();
  return whole && is_kept(code) ? utf8(code) : std::string{};
}

class PlainReader {
 public:
  PlainReader(std::string_view html, bool skip_inline_quote)
      : html_(html), skip_inline_quote_(skip_inline_quote), layout_(html.size()) {
    open_.reserve(4);
  }

  std::optional<HtmlText> read() {
    while (at_ < html_.size()) {
      const bool understood =
          html_[at_] == '<' ? tag() : characters('<', [&](std::string_view part) { layout_.add(part); });
      if (!understood) return {};
    }
    if (!open_.empty()) return {};
    HtmlText result;
    result.text = layout_.take();
    result.links = std::move(links_);
    return result;
  }

 private:
  static constexpr std::size_t most_open = 16;
  enum class Element : char { p, a, span };
  struct Open {
    Element element;
    std::size_t text_start;
  };
  struct Value {
    std::string text;
    bool given = false;
  };
  struct Attributes {
    Value classes, rel, target;
    void clear() {
      for (Value* each : {&classes, &rel, &target}) each->text.clear(), each->given = false;
    }
  };

  // A literal, so that its length is known and comparing it is one step.
  template <std::size_t Size>
  bool take(const char (&wanted)[Size]) {
    constexpr std::size_t length = Size - 1;
    if (html_.size() - at_ < length || std::memcmp(html_.data() + at_, wanted, length) != 0) return false;
    at_ += length;
    return true;
  }
  bool take(char wanted) {
    if (at_ == html_.size() || html_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  // Gives the text up to `stop`, entities read, in parts. False: only the parser can tell.
  template <class Take>
  bool characters(char stop, Take give) {
    std::size_t start = at_;
    while (at_ < html_.size()) {
      const char letter = html_[at_];
      if (letter == stop) break;
      if (letter == '<') return false;
      if (letter == '&') {
        give(html_.substr(start, at_ - start));
        const auto end = html_.substr(at_, 12).find(';');
        const std::string read = end == html_.npos ? "" : entity(html_.substr(at_ + 1, end - 1));
        if (read.empty()) return false;
        give(read);
        start = at_ += end + 1;
      } else if (static_cast<unsigned char>(letter) >= 0x80) {
        const std::size_t length = length_of_kept(html_, at_);
        if (length == 0) return false;
        at_ += length;
      } else if (is_plain(letter)) {
        at_ = end_of_plain(html_, at_ + 1, stop);
      } else {
        return false;
      }
    }
    give(html_.substr(start, at_ - start));
    return true;
  }

  bool tag() {
    if (take("</p>")) return close(Element::p);
    if (take("</a>")) return close(Element::a);
    if (take("</span>")) return close(Element::span);
    if (take("<br")) return line_break();
    if (take("<p")) return open(Element::p);
    if (take("<a")) return open(Element::a);
    if (take("<span")) return open(Element::span);
    return false;
  }

  bool line_break() {
    if (!attributes(other_, true)) return false;
    layout_.line_break();
    return true;
  }

  bool open(Element element) {
    const auto same = [&](const Open& each) { return each.element == element; };
    // A paragraph closes what is open, and so does a link in a link: rare, and the parser's to sort out.
    const bool fits = element == Element::p   ? open_.empty()
                      : element == Element::a ? std::ranges::none_of(open_, same)
                                              : open_.size() < most_open;
    if (!fits || !attributes(element == Element::a ? link_ : other_, false)) return false;
    if (element == Element::p) layout_.block(2);
    open_.push_back({element, layout_.size()});
    return true;
  }

  bool close(Element element) {
    if (open_.empty() || open_.back().element != element) return false;
    if (element == Element::a)
      add_link(links_, {link_.classes.text, link_.rel.text, link_.target.text},
               layout_.from(open_.back().text_start));
    if (element == Element::p) layout_.block(2);
    open_.pop_back();
    return true;
  }

  // From behind the tag's name to behind its '>'.
  bool attributes(Attributes& read, bool may_end_itself) {
    read.clear();
    while (true) {
      const bool spaced = take(' ');
      if (take('>') || (may_end_itself && take("/>"))) break;
      if (!spaced || !attribute(read)) return false;
    }
    return !skip_inline_quote_ || !has_word(read.classes.text, "quote-inline");
  }

  bool attribute(Attributes& read) {
    const std::size_t start = at_;
    while (at_ < html_.size() && ((html_[at_] >= 'a' && html_[at_] <= 'z') || html_[at_] == '-')) ++at_;
    const auto name = html_.substr(start, at_ - start);
    const char quote = html_.substr(at_).starts_with("='") ? '\'' : '"';
    if (name.empty() || !take('=') || !take(quote)) return false;
    Value* const value = name == "class"  ? &read.classes
                         : name == "rel"  ? &read.rel
                         : name == "href" ? &read.target
                                          : nullptr;
    if (value != nullptr && std::exchange(value->given, true)) return false;  // the parser knows which counts
    const auto keep = [&](std::string_view part) {
      if (value != nullptr) value->text += part;
    };
    return characters(quote, keep) && take(quote);
  }

  std::string_view html_;
  bool skip_inline_quote_;
  std::size_t at_ = 0;
  Layout layout_;
  std::vector<std::string> links_;
  std::vector<Open> open_;
  Attributes link_, other_;  // of the one open link; of the tag just read
};

}  // namespace

std::optional<HtmlText> plain_html_to_text(std::string_view html, bool skip_inline_quote) {
  if (html.size() > max_html_bytes || html.starts_with("\xEF\xBB\xBF")) return {};
  return PlainReader(html, skip_inline_quote).read();
}

}  // namespace clamor::intake
