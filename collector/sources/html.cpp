#include "collector/sources/html.hpp"

#include <gumbo.h>

#include <algorithm>
#include <map>

namespace clamor::collector {
namespace {

// gumbo is quadratic on nesting: 500 open tags cost 3 ms, 100 kB of them nine seconds.
constexpr std::size_t max_bytes = 512u << 10;
constexpr int max_open_tags = 400;

bool is_space(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}
bool is_letter(char letter) {
  return (letter | 0x20) >= 'a' && (letter | 0x20) <= 'z';
}

// Text that grows the way a browser lays it out: runs of space are one, blocks stand on their own lines.
class Layout {
 public:
  void add(std::string_view text) {
    for (const char letter : text) {
      if (is_space(letter)) {
        pending_space_ = true;
      } else {
        if (pending_space_ && !text_.empty() && text_.back() != '\n') text_ += ' ';
        pending_space_ = false;
        text_ += letter;
      }
    }
  }
  void line_break() {
    text_ += '\n';
    pending_space_ = false;
  }
  // At least so many line breaks, but none at the start.
  void block(std::size_t breaks) {
    if (breaks == 0) return;
    pending_space_ = false;
    if (text_.empty()) return;
    std::size_t have = 0;
    while (have < text_.size() && text_[text_.size() - 1 - have] == '\n') ++have;
    for (; have < breaks; ++have) text_ += '\n';
  }
  std::size_t size() const { return text_.size(); }
  std::string_view from(std::size_t start) const {
    return std::string_view(text_).substr(std::min(start, size()));
  }
  std::string take() {
    while (!text_.empty() && is_space(text_.back())) text_.pop_back();
    const auto start = std::find_if_not(text_.begin(), text_.end(), is_space);
    text_.erase(text_.begin(), start);
    return std::move(text_);
  }

 private:
  std::string text_;
  bool pending_space_ = false;
};

std::string_view attribute(const GumboNode& node, const char* name) {
  const auto* found = gumbo_get_attribute(&node.v.element.attributes, name);
  return found != nullptr ? std::string_view(found->value) : std::string_view{};
}

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto end = std::min(list.find(' '), list.size());
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

std::size_t breaks_around(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_P:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
      return 2;
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_TR:
      return 1;
    default:
      return 0;
  }
}

bool is_silent(GumboTag tag) {
  return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_HEAD ||
         tag == GUMBO_TAG_TEMPLATE || tag == GUMBO_TAG_TITLE;
}

// Hashtags and mentions are links too; servers mark them by class, by rel, or not at all.
bool leads_out(const GumboNode& anchor, std::string_view shown) {
  const auto classes = attribute(anchor, "class");
  if (has_word(classes, "hashtag") || has_word(classes, "mention") ||
      has_word(attribute(anchor, "rel"), "tag"))
    return false;
  while (!shown.empty() && is_space(shown.front())) shown.remove_prefix(1);
  const bool tag_or_name =
      shown.starts_with('#') || shown.starts_with('@') || shown.starts_with("\xEF\xBC\x83");
  const auto target = attribute(anchor, "href");
  return !tag_or_name && (target.starts_with("http://") || target.starts_with("https://"));
}

// A walk without recursion: `next_child` of each open node is where it goes on.
struct OpenNode {
  const GumboNode* node;
  unsigned next_child = 0;
  std::size_t text_start = 0;
};

void read_tree(const GumboNode* root, bool skip_inline_quote, Layout& layout,
               std::vector<std::string>& links) {
  std::vector<OpenNode> open{{root}};
  while (!open.empty()) {
    auto& top = open.back();
    const auto& element = top.node->v.element;
    if (top.next_child == element.children.length) {
      if (element.tag == GUMBO_TAG_A && leads_out(*top.node, layout.from(top.text_start))) {
        std::string target(attribute(*top.node, "href"));
        if (std::ranges::find(links, target) == links.end() && links.size() < 64)
          links.push_back(std::move(target));
      }
      layout.block(breaks_around(element.tag));
      open.pop_back();
      continue;
    }
    const auto* child = static_cast<const GumboNode*>(element.children.data[top.next_child++]);
    switch (child->type) {
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
      case GUMBO_NODE_WHITESPACE:
        layout.add(child->v.text.text);
        break;
      case GUMBO_NODE_ELEMENT: {
        const auto tag = child->v.element.tag;
        if (tag == GUMBO_TAG_BR) layout.line_break();
        if (is_silent(tag) || (skip_inline_quote && has_word(attribute(*child, "class"), "quote-inline")))
          break;
        layout.block(breaks_around(tag));
        open.push_back({child, 0, layout.size()});
        break;
      }
      default:
        break;
    }
  }
}

// An upper bound of what a parser would hold open: a tag closes only one of its own name.
bool nests_too_deep(std::string_view html) {
  std::map<std::string, int, std::less<>> open;
  int total = 0;
  for (std::size_t at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
    const bool closes = at + 1 < html.size() && html[at + 1] == '/';
    const std::size_t start = at + (closes ? 2 : 1);
    std::size_t end = start;
    while (end < html.size() && end - start < 16 &&
           (is_letter(html[end]) || (html[end] >= '1' && html[end] <= '6')))
      ++end;
    if (end == start) continue;
    std::string name(html.substr(start, end - start));
    for (char& letter : name) letter = static_cast<char>(letter | 0x20);
    if (name == "br" || name == "img" || name == "hr" || name == "wbr") continue;
    int& count = open[name];
    if (!closes)
      ++count, ++total;
    else if (count > 0)
      --count, --total;
    if (total > max_open_tags || open.size() > 200) return true;
  }
  return false;
}

void add_entity(std::string_view& rest, Layout& layout) {
  static const std::map<std::string_view, std::string_view> known{
      {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"#39", "'"}, {"nbsp", " "}};
  const auto end = rest.substr(0, 8).find(';');
  const auto found = end == rest.npos ? known.end() : known.find(rest.substr(1, end - 1));
  layout.add(found == known.end() ? std::string_view("&") : found->second);
  rest.remove_prefix(found == known.end() ? 1 : end + 1);
}

void strip_tags(std::string_view html, Layout& layout) {
  while (!html.empty()) {
    if (html.front() == '&') {
      add_entity(html, layout);
    } else if (html.front() == '<') {
      if (html.starts_with("<br"))
        layout.line_break();
      else if (html.starts_with("<p") || html.starts_with("</p"))
        layout.block(2);
      const auto end = html.find('>');
      html.remove_prefix(end == html.npos ? html.size() : end + 1);
    } else {
      const auto end = std::min(html.find_first_of("<&"), html.size());
      layout.add(html.substr(0, end));
      html.remove_prefix(end);
    }
  }
}

}  // namespace

HtmlText html_to_text(std::string_view html, bool skip_inline_quote) {
  HtmlText result;
  Layout layout;
  if (html.size() > max_bytes || nests_too_deep(html)) {
    result.simplified = true;
    strip_tags(html, layout);
  } else {
    auto options = kGumboDefaultOptions;
    options.max_errors = 0;
    auto* output = gumbo_parse_with_options(&options, html.data(), html.size());
    read_tree(output->root, skip_inline_quote, layout, result.links);
    gumbo_destroy_output(&options, output);
  }
  result.text = layout.take();
  return result;
}

}  // namespace clamor::collector
