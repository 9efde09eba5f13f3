#include "collector/intake/html.hpp"

#include <gumbo.h>

#include <algorithm>
#include <map>
#include <memory_resource>

#include "collector/intake/html_layout.hpp"
#include "collector/intake/plain_html.hpp"

namespace clamor::intake {
namespace {

// gumbo is quadratic on nesting: 500 open tags cost 3 ms, 100 kB of them nine seconds.
constexpr int max_open_tags = 400;

bool is_letter(char letter) {
  return (letter | 0x20) >= 'a' && (letter | 0x20) <= 'z';
}

std::string_view attribute(const GumboNode& node, const char* name) {
  const auto* found = gumbo_get_attribute(&node.v.element.attributes, name);
  return found != nullptr ? std::string_view(found->value) : std::string_view{};
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
      if (element.tag == GUMBO_TAG_A) {
        const Anchor anchor{attribute(*top.node, "class"), attribute(*top.node, "rel"),
                            attribute(*top.node, "href")};
        add_link(links, anchor, layout.from(top.text_start));
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

// The tree goes with its arena, whichever way that is left: gumbo uses what it is given without a look, so memory that has
// run out is thrown past it.
GumboOptions options_in(std::pmr::memory_resource& arena) {
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  options.userdata = &arena;
  options.allocator = [](void* from, std::size_t size) {
    return static_cast<std::pmr::memory_resource*>(from)->allocate(size);
  };
  options.deallocator = [](void*, void*) {};
  return options;
}

}  // namespace

HtmlText parsed_html_to_text(std::string_view html, bool skip_inline_quote) {
  HtmlText result;
  Layout layout(html.size());
  if (html.size() > max_html_bytes || nests_too_deep(html)) {
    result.simplified = true;
    strip_tags(html, layout);
  } else {
    std::pmr::monotonic_buffer_resource arena;
    const GumboOptions options = options_in(arena);
    read_tree(gumbo_parse_with_options(&options, html.data(), html.size())->root, skip_inline_quote, layout,
              result.links);
  }
  result.text = layout.take();
  return result;
}

HtmlText html_to_text(std::string_view html, bool skip_inline_quote) {
  if (auto plain = plain_html_to_text(html, skip_inline_quote)) return std::move(*plain);
  return parsed_html_to_text(html, skip_inline_quote);
}

}  // namespace clamor::intake
