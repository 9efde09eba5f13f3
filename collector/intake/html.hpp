#pragma once
// The text a person reads in a post's HTML, and where its links lead. Pure; the input may be anything.

#include <string>
#include <string_view>
#include <vector>

namespace clamor::intake {

struct HtmlText {
  std::string text;  // br and p as line breaks; what a client hides of a long link is joined again
  std::vector<std::string> links;  // targets that are neither hashtags nor mentions, in order, each once
  bool simplified = false;         // too long or too nested to parse: tags were cut out plainly
  friend bool operator==(const HtmlText&, const HtmlText&) = default;
};

// `skip_inline_quote`: leaves out the "RE: link" that stands for a quoted post where quotes are not
// understood.
HtmlText html_to_text(std::string_view html, bool skip_inline_quote = false);

// The same by the whole parser, which nearly all posts can do without: 30 times slower.
HtmlText parsed_html_to_text(std::string_view html, bool skip_inline_quote = false);

}  // namespace clamor::intake
